import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import request from 'supertest';
import { expectError } from '../../service-testing/clients/expect-error';
import { readMetrics, samplesOf } from '../../service-testing/conformance/read-metrics';
import { services } from './testing/local-service';
import { RECALLS } from './testing/recorded-neighbours';

const service = services.shared();
const start = services.perTest();
const folders = services.modelFolders();

test('the recordings tell of many neighbours', () => {
  expect(RECALLS.length).toBeGreaterThan(30);
  expect(Math.max(...RECALLS.map(({ ids }) => ids.length))).toBe(149);
});

test('of those that are as near the one that comes first in the file comes first', () => {
  const open = RECALLS.filter(({ areTiesOpen }) => areTiesOpen);
  expect(open).toHaveLength(6);
  for (const { ids, found } of open) expect([...found.item_ids].sort()).toEqual([...ids].sort());
});

test('many rows have their neighbours each, as one has alone', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({ user_id: `u${i + 1}`, top_k: 1 + (i % 7) }));
  const { body } = await request(service().server)
    .post('/predictions/graph_recall')
    .send({ data: rows })
    .expect(200);
  expect(body.predictions).toHaveLength(60);
  for (const i of [0, 1, 17, 59]) {
    const alone = await request(service().server).post('/recall').send(rows[i]).expect(200);
    expect(body.predictions[i]).toEqual(alone.body.item_ids);
    expect(body.predictions[i]).not.toContain(rows[i].user_id);
  }
});

test('rows may be lists in the order of the features', async () => {
  const { body } = await request(service().server)
    .post('/predictions/graph_recall')
    .send({ data: [['u1', 2], null, { user_id: 'u1', top_k: 2 }] })
    .expect(200);
  expect(body.predictions).toEqual([body.predictions[2], [], body.predictions[2]]);
  expect(body.predictions[2]).toHaveLength(2);
});

test('who is unknown, and who is not told, is counted; that top_k is not told is no news', async () => {
  const { port, server } = await start();
  for (const body of [{ user_id: 'nobody' }, { top_k: 2 }, { user_id: 'u1' }])
    await request(server).post('/recall').send(body).expect(200);
  const samples = await readMetrics(port);
  expect(samplesOf(samples, 'model_feature_unknown_total')).toEqual({
    'model_feature_unknown_total{feature="user_id"}': 1,
  });
  expect(samplesOf(samples, 'model_feature_missing_total')).toEqual({
    'model_feature_missing_total{feature="user_id"}': 1,
  });
  expect(samplesOf(samples, 'model_predict_requests_total')).toEqual({
    'model_predict_requests_total{status="200"}': 3,
  });
});

test('names that are none are told the one that there is', async () => {
  for (const name of ['node2vec', 'recall', 'GRAPH_RECALL'])
    expectError(
      await request(service().server)
        .post(`/predictions/${name}`)
        .send({ data: [{}] }),
      404,
      `No model "${name}" here; this process serves graph_recall.`,
    );
});

describe('a reload', () => {
  const first = { user_id: 'u1', top_k: 3 };

  test.each<[string, (text: string) => string, RegExp]>([
    ['cut in the middle', text => text.slice(0, text.length / 2), /ends in the middle, behind \d+ vectors/],
    ['with NaN', text => text.replace(/-?\d\.\d+/, 'NaN'), /number 1 of the vector of "u\d+" is NaN/],
    [
      'with vectors of two lengths',
      () => '{"embeddings":{"u1":[1,2],"u2":[1]}}',
      /the vector of "u2" has 1 numbers, and that of "u1" has 2/,
    ],
    ['without vectors', () => '{"embeddings":{},"dim":64,"num_nodes":0}', /has no embeddings/],
  ])('of a file %s leaves the old vectors serving', async (_, change, reason) => {
    const modelDir = folders();
    const file = path.join(modelDir, 'node2vec_meta.json');
    const { server, port } = await start({ MODEL_DIR: modelDir });
    const before = await request(server).post('/recall').send(first).expect(200);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    const refused = await request(server).post('/reload').expect(500);
    expect(refused.body.detail).toMatch(reason);
    expect(refused.body.detail).not.toContain('\n');
    const after = await request(server).post('/recall').send(first).expect(200);
    expect(after.body).toEqual(before.body);
    expect(samplesOf(await readMetrics(port), 'model_reload_total')).toEqual({
      'model_reload_total{status="failure"}': 1,
    });
  });

  test('of a graph of one node, and of odd ids, serves these', async () => {
    const modelDir = folders();
    const { server } = await start({ MODEL_DIR: modelDir });
    const serve = async (embeddings: object): Promise<void> => {
      writeFileSync(path.join(modelDir, 'node2vec_meta.json'), JSON.stringify({ embeddings }));
      await request(server).post('/reload').expect(200);
    };
    const recall = async (user_id: unknown): Promise<unknown> =>
      (await request(server).post('/recall').send({ user_id, top_k: 2 }).expect(200)).body;
    await serve({ 'only "one"': [1, 2] });
    expect(await recall('only "one"')).toEqual({ item_ids: [], scores: [] });
    expect(await recall('u1')).toEqual({ item_ids: [], scores: [] });
    await serve({ ' a, b ': [1, 0], 商品: [2, 0], '😀': [0, 1], 7: [0, -1] });
    expect(await recall(' a, b ')).toEqual({ item_ids: ['商品', '7'], scores: [1, 0] });
    expect(await recall('😀')).toEqual({ item_ids: [' a, b ', '商品'], scores: [0, 0] });
    expect(await recall(7)).toEqual({ item_ids: [' a, b ', '商品'], scores: [0, 0] });
  });
});

test('neighbours in the graph, of which the files of Python do not tell, cannot be left out', async () => {
  const { load } = await start({ EXCLUDE_NEIGHBORS: 'true' }, { loaded: false });
  await expect(load()).rejects.toThrow('node2vec_meta.json does not tell which these are');
});
