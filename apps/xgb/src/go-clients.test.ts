import { replayGoClients } from '../../service-testing/replays/replay-go-clients';
import { replayGoV1 } from '../../service-testing/replays/replay-go-v1';
import { services } from './testing/local-service';

replayGoClients(services, 'xgb');
describe('the Go clients for KServe v1 and TensorFlow Serving', () => replayGoV1(services, 'xgb'));
