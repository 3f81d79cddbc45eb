import { describeOip } from '../../service-testing/oip-conformance';
import { replayGoOip } from '../../service-testing/replay-go-oip';
import { services } from './testing/local-service';

const OUTPUTS = ['ctr', 'watch_time', 'gmv'];

describeOip(services, { name: 'mmoe', outputs: OUTPUTS });
describe('the Go client for KServe v2', () => replayGoOip(services, 'mmoe', OUTPUTS));
