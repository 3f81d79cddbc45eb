import { truncateSync } from 'node:fs';
import { postBytes } from '../../../service-testing/clients/post-bytes';
import { grpcClients } from '../../../service-testing/clients/grpc-client';
import { services, type LocalService } from '../testing/local-service';
import { addVersion, fileOf, FIRST, modelFolders, SECOND } from '../testing/model-folders';

const start = services.perTest();
const packages = modelFolders();
const newClient = grpcClients();

const THIRD = '10.0.0';
const READY = { name: 'xgb', state: 'READY', reason: '' };

async function index({ port }: LocalService, body = '{}'): Promise<unknown> {
  return JSON.parse((await postBytes(port, '/v2/repository/index', body)).text);
}

test('lists every version that lies in the directory, and says which of them answer', async () => {
  const modelDir = packages();
  addVersion(modelDir, THIRD, SECOND);
  const service = await start({ MODEL_DIR: modelDir, MODEL_VERSIONS: SECOND, GRPC_PORT: '0' });
  const ready = [
    { ...READY, version: FIRST },
    { ...READY, version: SECOND },
  ];
  const all = [...ready, { name: 'xgb', version: THIRD, state: 'UNAVAILABLE', reason: 'not loaded' }];
  expect(await index(service)).toEqual(all);
  expect(await index(service, '{"ready": true}')).toEqual(ready);
  const client = newClient(service.grpcPort);
  expect((await client.call('RepositoryIndex', {})).answer).toEqual({ models: all });
  expect((await client.call('RepositoryIndex', { ready: true })).answer).toEqual({ models: ready });
});

test('says why a version does not answer that was to be loaded', async () => {
  const modelDir = packages();
  truncateSync(fileOf(modelDir, SECOND, 'model.onnx'), 10);
  const service = await start({ MODEL_DIR: modelDir });
  await postBytes(service.port, '/reload', JSON.stringify({ version: SECOND }));
  expect(await index(service)).toEqual([
    { ...READY, version: FIRST },
    { name: 'xgb', version: SECOND, state: 'UNAVAILABLE', reason: expect.stringContaining('model.onnx') },
  ]);
});

test('of an unloaded model every version is', async () => {
  const service = await start({ MODEL_DIR: packages() });
  await postBytes(service.port, '/v2/repository/models/xgb/unload', '');
  const unloaded = { name: 'xgb', state: 'UNAVAILABLE', reason: 'unloaded' };
  expect(await index(service)).toEqual([
    { ...unloaded, version: FIRST },
    { ...unloaded, version: SECOND },
  ]);
  expect(await index(service, '{"ready": true}')).toEqual([]);
});

test('a shadow is not one that can be asked', async () => {
  const service = await start({ MODEL_DIR: packages(), MODEL_SHADOW: SECOND });
  expect(await index(service)).toEqual([
    { ...READY, version: FIRST },
    { name: 'xgb', version: SECOND, state: 'UNAVAILABLE', reason: 'a shadow, which cannot be addressed' },
  ]);
});
