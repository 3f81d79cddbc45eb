import { describeGrpc } from '../../../service-testing/grpc-conformance';
import { services } from '../testing/local-service';

describeGrpc(services, { name: 'xgb', outputs: ['predictions'] });
