/**
 * @needs tritonclient
 * @needs openssl
 */
import { xgb } from '@reckit/definitions';
import { certificateAuthority } from '../programs/certificates';
import { expectClose } from '../clients/expect-close';
import { localServicesOf } from '../programs/local-service';
import { runPythonCases } from './python-cases';
import { MODEL_DIR, recordedModel } from './recorded-models';

const start = localServicesOf(xgb, MODEL_DIR).perTest();
const authority = certificateAuthority();

test('with its certificate a client is answered over TLS, and without one refused', async () => {
  const { caFile, issue } = authority();
  const [server, own] = [issue('server'), issue('client')];
  const { grpcPort } = await start({
    GRPC_PORT: '0',
    GRPC_TLS_CERT_FILE: server.certFile,
    GRPC_TLS_KEY_FILE: server.keyFile,
    GRPC_TLS_CLIENT_CA_FILE: caFile,
  });
  const recorded = recordedModel('xgb');
  const address = `127.0.0.1:${grpcPort}`;
  const outcomes = await runPythonCases('tritonclient_grpc.py', {
    address,
    model: 'xgb',
    version: recorded.version,
    features: recorded.features,
    rows: recorded.rows,
    predict_key: '',
    reload_key: '',
    secure: { address, ca: caFile, key: own.keyFile, certificate: own.certFile },
  });
  const { predictions } = recorded.outputs;
  expectClose(
    outcomes['TLS'],
    { value: { predictions: ['float32', [predictions.length], predictions] } },
    recorded.tolerance,
  );
  expect(outcomes['TLS without a certificate']).toMatchObject({ status: 'StatusCode.UNAVAILABLE' });
});
