import {
  CATEGORY_VALUES,
  EVENT_VALUES,
  networkPackages,
  type NetworkPackage,
} from '../../service-testing/packages/network-package';
import { askOip, binaryBody, expectOipError } from '../../service-testing/clients/oip-client';
import { services } from './testing/local-service';

const TASKS = ['ctr', 'watch_time', 'gmv'] as const;
const PACKAGE: NetworkPackage = { model: 'mmoe', version: '1', outputs: TASKS };
const UNKNOWN = 0.25 + CATEGORY_VALUES.unknown;

const newModelDir = networkPackages();
const start = services.perTest();
const startNetwork = async (content: Partial<NetworkPackage> = {}) =>
  start({ MODEL_DIR: await newModelDir({ ...PACKAGE, ...content }) });

/** What the first task says of the inputs. */
async function sumsOf(port: number, inputs: readonly unknown[]): Promise<unknown> {
  const { body } = await askOip(port, { path: '/v2/models/mmoe/infer', body: { inputs } });
  return (body as { readonly outputs?: readonly [{ readonly data: unknown }] }).outputs?.[0].data ?? body;
}

test('a model with categories and sequences has an input for each feature', async () => {
  const { port } = await startNetwork();
  const { body } = await askOip(port, { path: '/v2/models/mmoe' });
  expect(body).toMatchObject({
    inputs: [
      { name: 'item_ctr', datatype: 'FP32', shape: [-1, 1] },
      { name: 'item_category', datatype: 'BYTES', shape: [-1, 1] },
      { name: 'user_history', datatype: 'BYTES', shape: [-1, -1] },
    ],
  });
});

test('inputs as the metadata has them are understood, the texts in either form', async () => {
  const { port } = await startNetwork();
  const ctr = { name: 'item_ctr', datatype: 'FP32', shape: [2, 1], data: [0.5, 1.5] };
  const category = { name: 'item_category', datatype: 'BYTES', shape: [2, 1], data: ['books', 'x'] };
  const history = { name: 'user_history', datatype: 'BYTES', shape: [2, 2], data: ['a', 'b', 'a', ''] };
  const sums = [
    0.5 + CATEGORY_VALUES.books + EVENT_VALUES.a + EVENT_VALUES.b,
    1.5 + CATEGORY_VALUES.unknown + EVENT_VALUES.a,
  ];
  expect(await sumsOf(port, [ctr, category, history])).toEqual(sums);
  const lists = { ...history, shape: [2], data: ['["a","b"]', '["a"]'] };
  expect(await sumsOf(port, [ctr, category, lists])).toEqual(sums);
  const bytes = Buffer.from('05000000626f6f6b730100000078', 'hex');
  const { shape, name, datatype } = category;
  const binary = { name, datatype, shape, parameters: { binary_data_size: bytes.length } };
  const answer = await askOip(port, {
    path: '/v2/models/mmoe/infer',
    ...binaryBody({ inputs: [history, binary, ctr] }, bytes),
  });
  expect(answer.body).toMatchObject({ outputs: [{ name: 'ctr', data: sums }, {}, {}] });
});

test('categories may be integers and booleans', async () => {
  const { port } = await startNetwork();
  const ids = { name: 'item_category', datatype: 'INT64', shape: [1], data: [7] };
  expect(await sumsOf(port, [ids])).toEqual([UNKNOWN]);
  const numbers = { name: 'user_history', datatype: 'INT32', shape: [1, 2], data: [[7, 8]] };
  expect(await sumsOf(port, [numbers])).toEqual([UNKNOWN + 2 * EVENT_VALUES.unknown]);
});

test('an output of several numbers a row is [rows, k]', async () => {
  const { port } = await startNetwork({ widths: { gmv: 3 } });
  const metadata = await askOip(port, { path: '/v2/models/mmoe' });
  expect(metadata.body).toMatchObject({
    outputs: [{ shape: [-1] }, { shape: [-1] }, { name: 'gmv', shape: [-1, 3] }],
  });
  const inputs = [{ name: 'item_ctr', datatype: 'FP32', shape: [2], data: [0.5, 1.5] }];
  const body = { inputs, outputs: [{ name: 'gmv' }] };
  const answer = await askOip(port, { path: '/v2/models/mmoe/infer', body });
  const numbers = [1, 2].map(sum => sum * 3).flatMap(gmv => [gmv, 2 * gmv, 3 * gmv]);
  expect(answer.body).toMatchObject({ outputs: [{ name: 'gmv', shape: [2, 3], data: numbers }] });
});

test.each<[unknown, string | RegExp]>([
  [
    { name: 'input0', datatype: 'FP32', shape: [1, 3], data: [1, 2, 3] },
    /^input0\[0\]\.user_history: expected an array of strings or integers, got 3\./,
  ],
  [
    { name: 'item_category', datatype: 'FP32', shape: [1], data: [0.5] },
    /^rows\[0\]\.item_category: expected a string or an integer .*, got 0\.5\./,
  ],
  [
    { name: 'user_history', datatype: 'BYTES', shape: [1, 1, 1], data: ['a'] },
    'The input "user_history" has the shape [1,1,1]; expected [rows,events].',
  ],
])('what is no value of a feature is refused: %j', async (input, message) => {
  const { port } = await startNetwork();
  expectOipError(
    await askOip(port, { path: '/v2/models/mmoe/infer', body: { inputs: [input] } }),
    400,
    message,
  );
});

test('a raw request is refused, since there are several inputs', async () => {
  const { port } = await startNetwork();
  const headers = { 'Inference-Header-Content-Length': '0' };
  const answer = await askOip(port, { path: '/v2/models/mmoe/infer', body: Buffer.alloc(12), headers });
  expectOipError(
    answer,
    400,
    'The header Inference-Header-Content-Length is 0, which is for models of one input; this one has 3.',
  );
});
