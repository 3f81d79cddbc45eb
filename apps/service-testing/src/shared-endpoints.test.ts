import { cpSync } from 'node:fs';
import path from 'node:path';
import { graphRecall, twoTower, youtubeDnn } from '@reckit/definitions';
import { ask } from '../clients/http-client';
import { localUnifiedServicesOf } from '../programs/local-service';
import { madePackages, MADE_VERSION } from '../packages/made-package';
import { descriptionOf, expectAsDescribed } from '../conformance/openapi-conformance';
import { GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS } from '../packages/recall-package';
import { TWO_TOWER_SIGNATURES, TWO_TOWER_VECTORS, YOUTUBE_DNN_SIGNATURES } from '../packages/tower-packages';

const newPackage = madePackages();
const definition = {
  name: 'unified',
  title: 'Towers',
  defaultPort: 0,
  models: [twoTower, youtubeDnn],
  enabled: ['two_tower', 'youtube_dnn'],
};
const start = localUnifiedServicesOf(definition, '').perTest();

let modelDir = '';
beforeAll(async () => {
  modelDir = await newPackage('two_tower', TWO_TOWER_SIGNATURES);
  const other = await newPackage('youtube_dnn', YOUTUBE_DNN_SIGNATURES);
  cpSync(path.join(other, 'youtube_dnn'), path.join(modelDir, 'youtube_dnn'), { recursive: true });
});

const BODY = { user_features: { user_age: 25 }, history_item_ids: ['i2'] };

test.each([
  ['?model=two_tower', 200, { user_embedding: [25, 0, 0, 12.5] }],
  ['/?model=user_tower', 200, { user_embedding: [25, 0, 0, 12.5] }],
  ['?model=youtube_dnn', 200, { user_embedding: [25, 2, -1, -1] }],
  [`?version=${MADE_VERSION}&model=youtube_dnn`, 200, { user_embedding: [25, 2, -1, -1] }],
  [
    '',
    400,
    {
      detail:
        'Several models answer /user_embedding here, two_tower, youtube_dnn; say which as in /user_embedding?model=two_tower.',
    },
  ],
  [
    '?model=dssm',
    404,
    { detail: 'No model "dssm" answers /user_embedding here; two_tower, youtube_dnn can.' },
  ],
])('/user_embedding%s, which two models have, answers %d', async (rest, status, body) => {
  const { port } = await start({ MODEL_DIR: modelDir });
  const answer = await ask(port, { path: `/user_embedding${rest}`, body: BODY });
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.text)).toMatchObject(body);
});

test('a path that one of them has needs no name', async () => {
  const { port } = await start({ MODEL_DIR: modelDir });
  const { text } = await ask(port, { path: '/item_embedding', body: { item_features: { item_price: 4 } } });
  expect(JSON.parse(text)).toEqual({ item_embedding: [4, 0, 4, 0] });
  expect((await ask(port, { path: '/user_embedding' })).status).toBe(405);
});

test('a search that both could answer is that of the only one that has vectors, and of none without', async () => {
  const without = await start({ MODEL_DIR: modelDir });
  const refused = await ask(without.port, { path: '/recall', body: BODY });
  expect(refused.status).toBe(404);
  expect(JSON.parse(refused.text).detail).toBe(
    'Of the models that can answer /recall, two_tower, youtube_dnn, none holds vectors to search: train one again, which writes them.',
  );
  const searched = await newPackage('two_tower', TWO_TOWER_SIGNATURES, TWO_TOWER_VECTORS);
  cpSync(path.join(modelDir, 'youtube_dnn'), path.join(searched, 'youtube_dnn'), { recursive: true });
  const { port } = await start({ MODEL_DIR: searched });
  const { text } = await ask(port, { path: '/recall', body: { ...BODY, top_k: 1 } });
  expect(JSON.parse(text)).toEqual({ item_ids: ['of age'], scores: [25] });
  const other = await ask(port, { path: '/recall?model=youtube_dnn', body: BODY });
  expect(JSON.parse(other.text).detail).toContain('of youtube_dnn holds no vectors to search');
});

test('a path that several have is described with the name that it asks for, and the rows of each', async () => {
  const service = await start({ MODEL_DIR: modelDir });
  const { parameters, requestBody, tags } = (await descriptionOf(service)).paths['/user_embedding']['post'];
  expect(parameters?.[0]).toMatchObject({
    name: 'model',
    in: 'query',
    required: true,
    schema: { enum: ['two_tower', 'youtube_dnn'] },
  });
  expect(tags).toEqual(['user_tower', 'youtube_dnn']);
  expect(Object.keys(requestBody?.content['application/json'].examples ?? {})).toEqual([
    'two_tower',
    'youtube_dnn',
  ]);
  expect((await expectAsDescribed(service)).get('post /user_embedding')).toEqual([200, 200]);
});

describe('a search that is asked for without a name beside others', () => {
  const all = { ...definition, models: [twoTower, graphRecall], enabled: ['two_tower', 'graph_recall'] };
  const startAll = localUnifiedServicesOf(all, '').perTest();
  let searched = '';
  beforeAll(async () => {
    searched = await newPackage('two_tower', TWO_TOWER_SIGNATURES, TWO_TOWER_VECTORS);
    const graph = await newPackage('graph_recall', GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS);
    cpSync(path.join(graph, 'graph_recall'), path.join(searched, 'graph_recall'), { recursive: true });
  });

  test('is that of the graph, whose clients send no more than the path', async () => {
    const { port } = await startAll({ MODEL_DIR: searched });
    const recall = async (target: string, body: object): Promise<unknown> =>
      JSON.parse((await ask(port, { path: target, body })).text);
    expect(await recall('/recall', { user_id: 'u1', top_k: 1 })).toMatchObject({ item_ids: ['u2'] });
    expect(await recall('/recall?model=graph_recall', { user_id: 'u1', top_k: 1 })).toMatchObject({
      item_ids: ['u2'],
    });
    expect(await recall('/recall?model=two_tower', { user_age: 25, top_k: 1 })).toMatchObject({
      item_ids: ['of age'],
    });
  });

  test('is described so', async () => {
    const service = await startAll({ MODEL_DIR: searched });
    const { parameters } = (await descriptionOf(service)).paths['/recall']['post'];
    expect(parameters?.[0]).toMatchObject({
      name: 'model',
      required: false,
      description:
        'Whose answer is asked for: several models have this path; graph_recall where it is left out',
    });
    expect((await expectAsDescribed(service)).get('post /recall')).toEqual([200, 200]);
  });
});
