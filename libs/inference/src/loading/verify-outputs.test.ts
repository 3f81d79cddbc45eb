import { numericFeatures, RowEncoder } from '@reckit/features';
import { encodeModel, GraphBuilder } from '@reckit/onnx';
import { FakeSession } from '../../testing/fake-session';
import { RejectedModel } from '../errors';
import { openSession } from '../scoring/session';
import { verifyOutputs } from './verify-outputs';

const WIDTH = 3;
const encoder = new RowEncoder(numericFeatures(['a', 'b', 'c']));

test('numbers a row are found, output by output', async () => {
  expect(await verifyOutputs(new FakeSession(WIDTH), encoder)).toEqual([1, WIDTH]);
});

test.each<[string, (rowCount: number) => number]>([
  ['none at all', () => 0],
  ['seven for one row', rowCount => (rowCount === 1 ? 7 : rowCount)],
  ['as many whatever the rows', () => 256],
  ['one more than rows', rowCount => rowCount + 1],
  ['rows times rows', rowCount => rowCount ** 2],
  ['one short, with many rows', rowCount => (rowCount > 3 ? rowCount - 1 : rowCount)],
])('an output of %s is refused in one line', async (_, lengthFor) => {
  const session = new FakeSession(WIDTH);
  session.run = async (_values, rowCount) => [
    new Float32Array(lengthFor(rowCount)),
    new Float32Array(rowCount * WIDTH),
  ];
  const error: unknown = await verifyOutputs(session, encoder).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RejectedModel);
  expect(String(error)).toMatch(/^RejectedModel: The output "sums" has \d+ values for \d+ rows[^\n]+$/);
});

describe('a graph of the right shape that mixes rows is refused', () => {
  const axis = (value: number) => ({ axis: { kind: 'int', value } }) as const;
  const reshape = (graph: GraphBuilder, value: string, shape: readonly bigint[]) =>
    graph.node(
      'Reshape',
      [
        value,
        graph.constant({ type: 'int64', shape: [shape.length], values: BigInt64Array.from(shape) }, 'shape'),
      ],
      { outputs: ['y'] },
    );

  test.each<[string, (graph: GraphBuilder, x: string) => void]>([
    ['transposed', (graph, x) => reshape(graph, graph.node('Transpose', [x]), [-1n, 3n])],
    ['scaled by all rows', (graph, x) => graph.node('Softmax', [x], { outputs: ['y'], attributes: axis(0) })],
    [
      'with sums over the rows so far',
      (graph, x) => {
        const rows = graph.constant({ type: 'int64', shape: [], values: BigInt64Array.of(0n) });
        graph.node('CumSum', [x, rows], {
          outputs: ['y'],
          attributes: { reverse: { kind: 'int', value: 1 } },
        });
      },
    ],
    ['at random', (graph, x) => graph.node('RandomUniformLike', [x], { outputs: ['y'] })],
  ])('%s', async (_, append) => {
    const graph = new GraphBuilder('mixed');
    append(graph, graph.input('x', 'float', ['rows', WIDTH]));
    graph.output('y', 'float', ['rows', WIDTH]);
    const session = await openSession(encodeModel(graph.build()));
    await expect(verifyOutputs(session, encoder)).rejects.toThrow(
      /^The output "y" of a row depends on the other rows: it is \S+ among \d+ and \S+ among 256 rows\.$/,
    );
    await session.close();
  });
});

test('a model that answers what is no number is not refused for that here', async () => {
  const session = new FakeSession(WIDTH);
  session.run = async (_values, rowCount) => [
    new Float32Array(rowCount).fill(NaN),
    new Float32Array(rowCount * WIDTH).fill(Infinity),
  ];
  expect(await verifyOutputs(session, encoder)).toEqual([1, WIDTH]);
});

test('a long name with control characters is cut and escaped', async () => {
  const session = new FakeSession(WIDTH);
  const [sums, doubles] = session.outputs;
  const named = Object.assign(session, { outputs: [{ ...sums, name: `a\n${'b'.repeat(1000)}` }, doubles] });
  named.run = async () => [new Float32Array(7), new Float32Array(WIDTH)];
  const error: unknown = await verifyOutputs(named, encoder).catch((reason: unknown) => reason);
  expect(String(error)).toMatch(/^RejectedModel: The output "a\\nb+…" has 7 values for 2 rows[ -~]+$/);
  expect(String(error).length).toBeLessThan(300);
});
