import path from 'node:path';
import request from 'supertest';
import { expectForward } from '../../service-testing/replays/replay-forward';
import { services } from './testing/local-service';

const FORWARD = path.join(__dirname, '../fixtures/forward.json');
const service = services.shared();

type Features = Readonly<Record<string, number>>;
interface Case {
  readonly query: Features;
  readonly doc: Features;
  readonly queryEmbedding: readonly number[];
  readonly docEmbedding: readonly number[];
}

test('both towers answer the vectors that PyTorch recorded', async () => {
  await expectForward<Case>(service(), FORWARD, {
    endpoint: '/query_embedding',
    body: ({ query }) => ({ query_features: query }),
    embedding: ({ queryEmbedding }) => queryEmbedding,
  });
  await expectForward<Case>(service(), FORWARD, {
    endpoint: '/doc_embedding',
    body: ({ doc }) => ({ doc_features: doc }),
    embedding: ({ docEmbedding }) => docEmbedding,
  });
});

test('dssm is the side of queries by any of its names, doc_tower that of documents', async () => {
  const post = async (target: string, body: object) =>
    (await request(service().server).post(target).send(body).expect(200)).body;
  const [query, doc] = [
    { f1: 0.1, f2: 0.2, f3: -0.3 },
    { f1: 0.4, f2: -0.2, f3: 0.3 },
  ];
  const { query_embedding } = await post('/query_embedding', { query_features: query });
  const { doc_embedding } = await post('/doc_embedding', { doc_features: doc });
  expect(query_embedding).not.toEqual(doc_embedding);
  for (const name of ['dssm', 'query_tower'])
    expect(await post(`/predictions/${name}`, { data: [query] })).toEqual({ predictions: query_embedding });
  expect(await post('/predictions/doc_tower', { data: [doc] })).toEqual({ predictions: doc_embedding });
  const named = { signature_name: 'doc_tower', instances: [doc] };
  expect(await post('/v1/models/dssm:predict', named)).toEqual({ predictions: [doc_embedding] });
});

test.each(['1e20', '-1e30', '3.4e38', '1e39', '"nan"', 'null'])(
  'vectors are finite, also of %s',
  async value => {
    for (const target of ['/query_embedding', '/doc_embedding']) {
      const row = `{"f1":${value},"f2":${value},"f3":${value}}`;
      const { body } = await request(service().server).post(target).type('json').send(row).expect(200);
      const vector: readonly number[] = body[target.slice(1)];
      expect(vector).toHaveLength(64);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
  },
);
