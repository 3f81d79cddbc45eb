import { dssm, graphRecall, twoTower, youtubeDnn } from '@reckit/definitions';
import { GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS } from '../packages/recall-package';
import { localServicesOf } from '../programs/local-service';
import { madePackages, MADE_VERSION } from '../packages/made-package';
import { descriptionOf, expectAsDescribed } from '../conformance/openapi-conformance';
import { DSSM_SIGNATURES, TWO_TOWER_SIGNATURES, YOUTUBE_DNN_SIGNATURES } from '../packages/tower-packages';

const newPackage = madePackages();

const towers = localServicesOf(twoTower, '').perTest();
const histories = localServicesOf(youtubeDnn, '').perTest();
const documents = localServicesOf(dssm, '').perTest();
const recalls = localServicesOf(graphRecall, '').perTest();

/** The statuses of what was answered otherwise than by 200. */
function otherThan200(statuses: ReadonlyMap<string, readonly number[]>): object {
  return Object.fromEntries([...statuses].filter(([, answered]) => answered.some(status => status !== 200)));
}

/** Labels are asked for, and there are none. */
const WITHOUT_LABELS = {
  'get /v1/models/{model}/labels/{label}': [404],
  'get /v1/models/{model}/labels/{label}/metadata': [404],
};
const PREDICT_BY_LABEL = 'post /v1/models/{model}/labels/{label}:predict';

test('two towers answer everything as it is described', async () => {
  const service = await towers({ MODEL_DIR: await newPackage('two_tower', TWO_TOWER_SIGNATURES) });
  const statuses = await expectAsDescribed(service);
  const names = ['user_tower', 'item_tower', 'two_tower'];
  expect(otherThan200(statuses)).toEqual({
    ...WITHOUT_LABELS,
    ...Object.fromEntries(names.map(name => [PREDICT_BY_LABEL.replace('{model}', name), [404, 404]])),
  });
  expect(statuses.get('post /item_embedding')).toEqual([200]);
  const { paths } = await descriptionOf(await towers({ MODEL_DIR: '/nowhere' }, { loaded: false }));
  expect(paths).toHaveProperty(['/user_embedding', 'post']);
});

test('an endpoint is described with its groups and short names', async () => {
  const service = await towers({ MODEL_DIR: await newPackage('two_tower', TWO_TOWER_SIGNATURES) });
  const { paths, components } = await descriptionOf(service);
  const { requestBody, tags } = paths['/item_embedding']['post'];
  const { examples } = requestBody?.content['application/json'] ?? {};
  expect(examples).toEqual({
    two_tower: { summary: 'A row', value: { item_features: { price: 2, ctr: 0.5 } } },
  });
  expect(tags).toEqual(['item_tower']);
  expect(components.schemas['user_tower.Row']).toMatchObject({
    oneOf: [
      { description: 'Members may also stand in user_features. user_age may be written age.' },
      expect.anything(),
      expect.anything(),
    ],
  });
});

test('a model of histories answers everything as it is described', async () => {
  const service = await histories({ MODEL_DIR: await newPackage('youtube_dnn', YOUTUBE_DNN_SIGNATURES) });
  const { paths, info } = await descriptionOf(service);
  expect(paths['/user_embedding']['post'].requestBody?.content['application/json'].examples).toEqual({
    youtube_dnn: {
      summary: 'A row',
      value: { user_features: { age: 2 }, history_item_ids: ['i1', 'i2'] },
    },
  });
  expect(info.version).toBe(MADE_VERSION);
  const statuses = await expectAsDescribed(service);
  expect(otherThan200(statuses)).toEqual({ ...WITHOUT_LABELS, [PREDICT_BY_LABEL]: [404, 404] });
});

test('queries and documents answer everything as it is described', async () => {
  const service = await documents({ MODEL_DIR: await newPackage('dssm', DSSM_SIGNATURES) });
  const { paths } = await descriptionOf(service);
  expect(paths['/doc_embedding']['post'].requestBody?.content['application/json'].examples).toEqual({
    dssm: { summary: 'A row', value: { doc_features: { length: 2, clicks: 1 } } },
  });
  const statuses = await expectAsDescribed(service);
  expect(Object.keys(otherThan200(statuses)).filter(asked => !asked.includes('/labels/'))).toEqual([]);
  expect([statuses.get('post /query_embedding'), statuses.get('post /doc_embedding')]).toEqual([
    [200],
    [200],
  ]);
});

test('a recall answers everything as it is described', async () => {
  const service = await recalls({
    MODEL_DIR: await newPackage('graph_recall', GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS),
  });
  const statuses = await expectAsDescribed(service);
  expect(otherThan200(statuses)).toEqual({ ...WITHOUT_LABELS, [PREDICT_BY_LABEL]: [404, 404] });
  expect(statuses.get('post /recall')).toEqual([200]);
});

test('what the training has noted of a feature stands in the table and beside its values', async () => {
  const { item_tower: tower, ...others } = TWO_TOWER_SIGNATURES;
  const seen = new Map([['item_price', { missingShare: 0.125, range: { min: 0.5, max: 99.9 } }]]);
  const modelDir = await newPackage('two_tower', { item_tower: { ...tower, seen }, ...others });
  const { info, components } = await descriptionOf(await towers({ MODEL_DIR: modelDir }));
  expect(info.description).toContain(
    [
      '### Features of item&#95;tower',
      '',
      '| Feature | Kind | Default | Range | Missing in training |',
      '| --- | --- | --- | --- | ---: |',
      '| item&#95;price | number | 0 | 0.5 to 99.9 | 13 % |',
      '| item&#95;ctr | number | 0 | – | – |',
    ].join('\n'),
  );
  expect(components.schemas['item_tower.Row']).toMatchObject({
    oneOf: [
      {
        properties: {
          item_price: { description: 'Range: 0.5 to 99.9; missing in 13 % of the training data' },
        },
      },
      expect.anything(),
      expect.anything(),
    ],
  });
});
