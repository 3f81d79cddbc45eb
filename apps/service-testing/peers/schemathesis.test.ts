/** @needs schemathesis */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { graphRecall, twoTower, xgb } from '@reckit/definitions';
import { localServicesOf, localUnifiedServicesOf, type LocalService } from '../programs/local-service';
import { madePackages } from '../packages/made-package';
import { GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS } from '../packages/recall-package';
import { TWO_TOWER_SIGNATURES } from '../packages/tower-packages';
import { ALL_MODELS, MODEL_DIR, recordedModel } from './recorded-models';
import { runProgram } from './run-program';

const newPackage = madePackages();
const start = localServicesOf(xgb, MODEL_DIR).perTest();
const startAll = localUnifiedServicesOf(ALL_MODELS, MODEL_DIR).perTest();
const startTowers = localServicesOf(twoTower, '').perTest();
const startRecall = localServicesOf(graphRecall, '').perTest();

/** A run makes thousands of requests. */
const PATIENCE_MS = 240_000;
jest.setTimeout(PATIENCE_MS + 10_000);

/**
 * What it may not hold against a service. A schema cannot say that columns are of one length, or that tensors have as many
 * elements as their shape, so what fits it may be refused. Services read more than they describe, `true` for 1, so what
 * does not fit may be answered. All else it may: a status, header, content type or body that is not described, any 5xx,
 * what answers to a method that is not there or without a key.
 */
const CONFIG = `
cache.enabled = false

[[operations]]
include-path-regex = "(:predict|/infer)$"
checks.positive_data_acceptance.enabled = false
checks.negative_data_rejection.enabled = false

[[operations]]
include-path-regex = "^/(predict|user_embedding|item_embedding|recall)"
checks.negative_data_rejection.enabled = false
`;

let config = '';
beforeAll(() => {
  config = path.join(mkdtempSync(path.join(tmpdir(), 'reckit-schemathesis-')), 'schemathesis.toml');
  writeFileSync(config, CONFIG);
});
afterAll(() => rmSync(path.dirname(config), { recursive: true, force: true }));

/** Asks what a service describes, and much that it does not, and holds the answers to the description. */
async function expectNoFault({ port }: LocalService, ...flags: readonly string[]): Promise<void> {
  const url = `http://127.0.0.1:${port}`;
  const program = process.env['SCHEMATHESIS'] ?? 'schemathesis';
  const what = ['--config-file', config, 'run', `${url}/openapi.json`, '--url', url];
  const how = ['--max-examples', '5', '--seed', '1', '--no-color', '--warnings', 'off', ...flags];
  const { code, stdout, stderr } = await runProgram(program, [...what, ...how], '', PATIENCE_MS);
  if (code !== 0) throw new Error(`schemathesis ${what.join(' ')} ended with ${code}.\n${stdout}\n${stderr}`);
  // That it has asked for nothing would be no fault, either.
  expect(Number(/(\d+) generated, /.exec(stdout)?.[1])).toBeGreaterThan(20);
}

/** What would leave nothing to ask for. */
const BUT_UNLOADING = ['--exclude-path-regex', '/unload$'];

test('a service of one model, with keys, labels and limits', async () => {
  const { version } = recordedModel('xgb');
  const service = await start({
    PREDICT_API_KEY: 'p-key',
    RELOAD_API_KEY: 'p-key',
    MODEL_LABELS: `stable:${version}`,
    RATE_LIMIT_RPS: '100000',
  });
  await expectNoFault(service, '-H', 'X-API-Key: p-key', ...BUT_UNLOADING);
});

test('a service of several models', async () => {
  await expectNoFault(await startAll(), ...BUT_UNLOADING);
});

test('a service of which nothing is loaded', async () => {
  const service = await start({ MODEL_DIR: '/nowhere' }, { loaded: false });
  // It would hold every 503 against it, which are all described.
  await expectNoFault(service, '--exclude-checks', 'not_a_server_error');
});

test('models that are loaded and unloaded meanwhile', async () => {
  const repository = ['--include-path-regex', '^/v2/(repository|health|models/stats)'];
  await expectNoFault(await startAll(), ...repository, '--exclude-checks', 'not_a_server_error');
});

test('the paths of models of their own: embeddings', async () => {
  const service = await startTowers({ MODEL_DIR: await newPackage('two_tower', TWO_TOWER_SIGNATURES) });
  await expectNoFault(service, '--include-path-regex', '_embedding$');
});

test('the paths of models of their own: a recall', async () => {
  const service = await startRecall({
    MODEL_DIR: await newPackage('graph_recall', GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS),
  });
  await expectNoFault(service, '--include-path-regex', '^/recall$');
});
