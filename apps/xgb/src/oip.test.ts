import { describeOip } from '../../service-testing/conformance/oip-conformance';
import { replayGoOip } from '../../service-testing/replays/replay-go-oip';
import { services } from './testing/local-service';

describeOip(services, { name: 'xgb', outputs: ['predictions'] });
describe('the Go client for KServe v2', () => replayGoOip(services, 'xgb', ['predictions']));
