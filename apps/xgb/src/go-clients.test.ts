import { replayGoClients } from '../../service-testing/replay-go-clients';
import { services } from './testing/local-service';

replayGoClients(services, 'xgb');
