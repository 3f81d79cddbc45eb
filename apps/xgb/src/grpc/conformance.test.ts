import { describeGrpc } from '../../../service-testing/conformance/grpc-conformance';
import { services } from '../testing/local-service';

describeGrpc(services, { name: 'xgb', outputs: ['predictions'] });
