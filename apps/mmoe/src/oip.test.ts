import { describeOip } from '../../service-testing/conformance/oip-conformance';
import { replayGoOip } from '../../service-testing/replays/replay-go-oip';
import { services } from './testing/local-service';

const OUTPUTS = ['ctr', 'watch_time', 'gmv'];

describeOip(services, { name: 'mmoe', outputs: OUTPUTS });
describe('the Go client for KServe v2', () => replayGoOip(services, 'mmoe', OUTPUTS));
