import { describeOip } from '../../service-testing/conformance/oip-conformance';
import { replayGoClients } from '../../service-testing/replays/replay-go-clients';
import { replayGoOip } from '../../service-testing/replays/replay-go-oip';
import { RANKING, unifiedServices } from './testing/local-service';

const services = unifiedServices();
const TASKS = ['ctr', 'watch_time', 'gmv'];
/** A service of several models tells other things of itself, and answers nothing without a name. */
const OF_ONE_MODEL = ['/', '/predict'];

describe.each(RANKING)('clients that call %s beside others', name => {
  const outputs = name === 'mmoe' ? TASKS : ['predictions'];
  describe('the Go clients', () => replayGoClients(services, name, OF_ONE_MODEL));
  describe('the Go client for KServe v2', () => replayGoOip(services, name, outputs));
});

// Not the first model, so that what should be its own is not another one's by chance.
describe('the Open Inference Protocol', () => describeOip(services, { name: 'mmoe', outputs: TASKS }));
