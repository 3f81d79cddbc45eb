import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Row } from '@reckit/client';
import { twoTower } from '@reckit/definitions';
import { RowEncoder } from '@reckit/features';
import type { Signature } from '@reckit/inference';
import request from 'supertest';
import { modelClients } from '../contract/contract-clients';
import { CONTRACT_MODELS } from '../contract/contract-models';
import { PROTOCOL_NAMES } from '../contract/protocols';
import { localServicesOf, type LocalService } from '../programs/local-service';
import { madePackages, MADE_VERSION } from '../packages/made-package';
import { readMetrics } from '../conformance/read-metrics';
import { TWO_TOWER_SIGNATURES, TWO_TOWER_VECTORS } from '../packages/tower-packages';

const folders: string[] = [];
afterAll(() => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })));

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'reckit-feedback-'));
  folders.push(folder);
  return folder;
}

interface Line {
  readonly time: string;
  readonly request_id: string;
  readonly row: number;
  readonly model: string;
  readonly signature: string;
  readonly version: string;
  readonly label?: string;
  readonly features: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What the files of a folder say, once the service has finished them. */
async function linesIn(folder: string, { state }: LocalService): Promise<Line[]> {
  await state.feedback?.close();
  return readdirSync(folder)
    .filter(name => name.endsWith('.jsonl'))
    .sort()
    .flatMap(name => readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n'))
    .map(line => JSON.parse(line));
}

/**
 * The matrix that a signature scores for rows, as our training makes it: a model of the Python system is scaled before its
 * numbers are float32.
 */
function matrixOf({ encoder: { spec, prefix, groups } }: Signature, rows: readonly unknown[]): Buffer {
  const encoder = new RowEncoder({ ...spec, rawPrecision: 'float32' }, { prefix, groups });
  return Buffer.from(encoder.encode(rows, 'data').values.buffer);
}

describe.each(CONTRACT_MODELS.map(model => [model.definition.name, model] as const))(
  '%s',
  (name, { definition, folder: modelDir, answers, rows: asked }) => {
    const folder = newFolder();
    const environment = { GRPC_PORT: '0', PREDICTION_LOG: folder, PREDICTION_LOG_SHARE: '100' };
    const service = localServicesOf(definition, modelDir).shared(environment);
    const newClient = modelClients();
    const rows: readonly Row[] = [asked.row, asked.other, asked.few, null];

    test('by every protocol what was scored is logged, bit for bit, and what was answered', async () => {
      for (const protocol of PROTOCOL_NAMES) {
        await newClient(service(), name, protocol)[answers](rows, { requestId: protocol });
      }
      const lines = await linesIn(folder, service());
      const { current } = service().state.models.called(name).model.handle;
      const signature = current?.mainSignature;
      if (!signature) throw new Error('No model is loaded.');
      const scored = matrixOf(signature, rows);
      for (const protocol of PROTOCOL_NAMES) {
        const own = lines.filter(line => line.request_id === protocol);
        expect([protocol, ...own.map(({ row }) => row)]).toEqual([protocol, 0, 1, 2, 3]);
        expect(
          matrixOf(
            signature,
            own.map(({ features }) => features),
          ).equals(scored),
        ).toBe(true);
        expect(own.map(({ outputs }) => outputs)).toEqual(
          lines.slice(0, rows.length).map(({ outputs }) => outputs),
        );
        for (const line of own) {
          expect(line).toMatchObject({ model: name, signature: signature.name, version: current.version });
          expect(Object.keys(line.outputs)).toEqual(signature.outputs.map(output => output.name));
          expect(new Date(line.time).toISOString()).toBe(line.time);
        }
      }
    });
  },
);

describe('a model that finds items', () => {
  const newPackage = madePackages();
  const start = localServicesOf(twoTower, '').perTest();

  test('what was asked for by its own path, and the ids that were answered', async () => {
    const folder = newFolder();
    const service = await start({
      MODEL_DIR: await newPackage('two_tower', TWO_TOWER_SIGNATURES, TWO_TOWER_VECTORS),
      PREDICTION_LOG: folder,
      PREDICTION_LOG_SHARE: '100',
    });
    const ask = (path: string, body: object): request.Test =>
      request(service.server).post(path).set('X-Request-ID', path).send(body).expect(200);
    const user = { user_age: 25, user_gender: 1, user_hour: 12 };
    const { body } = await ask('/recall', { user_features: user, top_k: 3 });
    await ask('/predictions/two_tower', { data: [user], top_k: 2 });
    await ask('/user_embedding', { user_features: { age: 25 } });
    const [recalled, asked, embedded, ...others] = await linesIn(folder, service);
    expect(others).toEqual([]);
    const common = { model: 'two_tower', version: MADE_VERSION, row: 0 };
    expect(recalled).toMatchObject({
      ...common,
      request_id: '/recall',
      signature: 'recall',
      features: { ...user, top_k: 3 },
      outputs: { item_ids: body.item_ids },
    });
    expect(asked).toMatchObject({
      ...common,
      signature: 'recall',
      features: { ...user, top_k: 2 },
      outputs: { item_ids: body.item_ids.slice(0, 2) },
    });
    expect(embedded).toMatchObject({
      ...common,
      signature: 'user_tower',
      features: { user_age: 25, user_gender: null },
      outputs: { embedding: expect.any(Array) },
    });
  });
});

describe('versions by labels', () => {
  const newPackage = madePackages();
  const start = localServicesOf(twoTower, '').perTest();

  test('the label is logged by which a version was called, or whose share a request is', async () => {
    const folder = newFolder();
    const service = await start({
      MODEL_DIR: await newPackage('two_tower', TWO_TOWER_SIGNATURES, TWO_TOWER_VECTORS),
      MODEL_LABELS: `stable:${MADE_VERSION},canary:${MADE_VERSION}`,
      MODEL_SHARE: 'canary:100',
      PREDICTION_LOG: folder,
      PREDICTION_LOG_SHARE: '100',
    });
    const body = { instances: [{ user_age: 25 }] };
    const ask = (target: string): request.Test =>
      request(service.server).post(`/v1/models/two_tower${target}:predict`).send(body).expect(200);
    await ask('/labels/stable');
    await ask('');
    await ask(`/versions/${MADE_VERSION}`);
    expect((await linesIn(folder, service)).map(({ label }) => label)).toEqual([
      'stable',
      'canary',
      undefined,
    ]);
  });
});

describe('what is logged', () => {
  const [{ definition, folder: modelDir, rows: asked }] = CONTRACT_MODELS;
  const start = localServicesOf(definition, modelDir).perTest();
  const post = (service: LocalService, requestId: string, data: readonly unknown[]): request.Test =>
    request(service.server)
      .post(`/predictions/${definition.name}`)
      .set('X-Request-ID', requestId)
      .send({ data });

  test('nothing, unless it is switched on', async () => {
    const service = await start();
    expect(service.state.feedback).toBeNull();
  });

  test('a share of the requests, the same ones in every replica, and none that was refused', async () => {
    const ids = Array.from({ length: 200 }, (_, i) => `id-${i}`);
    const taken: string[][] = [];
    for (let replica = 0; replica < 2; replica++) {
      const folder = newFolder();
      const service = await start({ PREDICTION_LOG: folder, PREDICTION_LOG_SHARE: '20' });
      for (const id of ids) await post(service, id, [asked.row]).expect(200);
      for (const id of ids) await post(service, id, [7]).expect(400);
      taken.push((await linesIn(folder, service)).map(line => line.request_id));
    }
    expect(taken[0].length).toBeGreaterThan(10);
    expect(taken[0].length).toBeLessThan(90);
    expect(taken[1]).toEqual(taken[0]);
  });

  test('no more rows than there may be; the others are counted', async () => {
    const folder = newFolder();
    const service = await start({
      PREDICTION_LOG: folder,
      PREDICTION_LOG_SHARE: '100',
      PREDICTION_LOG_ROWS_PER_SECOND: '1',
    });
    const rows = Array.from({ length: 500 }, () => asked.row);
    await post(service, 'first', rows).expect(200);
    await post(service, 'second', rows).expect(200);
    expect((await linesIn(folder, service)).map(line => line.request_id)).toEqual(rows.map(() => 'first'));
    const metrics = await readMetrics(service.port);
    expect(metrics['prediction_log_rows_total']).toBe(500);
    expect(metrics['prediction_log_dropped_rows_total{reason="rate"}']).toBe(500);
  });

  test('no request that takes too much memory; its rows are counted', async () => {
    const folder = newFolder();
    const service = await start({ PREDICTION_LOG: folder, PREDICTION_LOG_SHARE: '100' });
    const padded = { ...asked.row, unknown: 'x'.repeat(5_000_000) };
    await post(service, 'large', [padded]).expect(200);
    await post(service, 'small', [asked.row]).expect(200);
    expect((await linesIn(folder, service)).map(line => line.request_id)).toEqual(['small']);
    const metrics = await readMetrics(service.port);
    expect(metrics['prediction_log_dropped_rows_total{reason="memory"}']).toBe(1);
  });

  test('nothing where the folder cannot be written to; requests are answered, and one line says why', async () => {
    const folder = path.join(newFolder(), 'no\0folder');
    const service = await start({ PREDICTION_LOG: folder, PREDICTION_LOG_SHARE: '100' });
    for (const id of ['a', 'b']) await post(service, id, [asked.row]).expect(200);
    await service.state.feedback?.close();
    const warnings = service.logs.filter(({ message }) => String(message).startsWith('predictions'));
    expect(warnings).toEqual([
      expect.objectContaining({
        level: 'warn',
        message: 'predictions cannot be logged, the service goes on',
        error: expect.any(String),
      }),
    ]);
    const metrics = await readMetrics(service.port);
    expect(metrics['prediction_log_dropped_rows_total{reason="disk"}']).toBe(2);
  });
});
