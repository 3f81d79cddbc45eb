import { readFileSync } from 'node:fs';
import path from 'node:path';
import { encodeModel, GraphBuilder } from '@reckit/onnx';
import { FIRST, modelFolders } from '../../testing/model-folders';
import { RejectedModel } from '../errors';
import { openSession } from './session';

const folders = modelFolders();

function fixture(): Buffer {
  return readFileSync(path.join(folders.packages(), 'xgb', FIRST, 'model.onnx'));
}

test('a graph opens with the names, types and shapes of its input and outputs', async () => {
  const session = await openSession(fixture());
  expect(session.input).toEqual({ name: 'features', type: 'float32', shape: [expect.anything(), 7] });
  expect(session.outputs).toMatchObject([{ name: 'predictions', type: 'float32' }]);
  await session.close();
});

test('rows score the same alone and together', async () => {
  const session = await openSession(fixture());
  const rows = Float32Array.from({ length: 50 * 7 }, (_, i) => ((i * 7919) % 1000) / 10);
  const [together] = await session.run(rows, 50, 7);
  for (let row = 0; row < 50; row++) {
    const [alone] = await session.run(rows.subarray(row * 7, (row + 1) * 7), 1, 7);
    expect(alone[0]).toBeCloseTo(Number(together[row]), 6);
  }
  await session.close();
});

test.each([
  ['garbage', () => Buffer.from('this is no graph')],
  ['nothing', () => Buffer.alloc(0)],
  ['a truncated graph', () => fixture().subarray(0, 1000)],
])('%s is refused in one line', async (_, bytes) => {
  const error: unknown = await openSession(bytes()).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RejectedModel);
  expect(String(error)).toMatch(/^RejectedModel: model\.onnx does not load: [^\n]+$/);
});

describe('a graph with another face than a service needs is refused', () => {
  test('two inputs', async () => {
    const graph = new GraphBuilder('sum');
    const sum = [graph.input('x', 'float', ['rows', 2]), graph.input('y', 'float', ['rows', 2])];
    graph.node('Add', sum, { outputs: ['sum'] });
    graph.output('sum', 'float', ['rows', 2]);
    await expect(openSession(encodeModel(graph.build()))).rejects.toThrow(
      new RejectedModel('model.onnx must have one input, a float32 matrix [rows, features].'),
    );
  });

  test.each([
    ['a vector', 'float', ['rows']],
    ['whole numbers', 'int64', ['rows', 2]],
  ] as const)('%s as input', async (_, type, shape) => {
    const graph = new GraphBuilder('same');
    graph.node('Identity', [graph.input('x', type, shape)], { outputs: ['y'] });
    graph.output('y', type, shape);
    await expect(openSession(encodeModel(graph.build()))).rejects.toThrow(
      new RejectedModel('model.onnx must have one input, a float32 matrix [rows, features].'),
    );
  });

  test('whole numbers as output, when it runs', async () => {
    const graph = new GraphBuilder('shape');
    graph.node('Shape', [graph.input('x', 'float', ['rows', 2])], { outputs: ['shape'] });
    graph.output('shape', 'int64', [2]);
    const session = await openSession(encodeModel(graph.build()));
    await expect(session.run(new Float32Array(4), 2, 2)).rejects.toThrow(
      new RejectedModel('model.onnx: an output has the type int64 where float32 or string is expected.'),
    );
    await session.close();
  });

  test.each<[string, (graph: GraphBuilder, x: string) => void, string]>([
    ['a scalar', (graph, x) => graph.node('ReduceSum', [x], onlyNumber), '[]'],
    ['a row for all rows', (graph, x) => graph.node('ReduceMax', [x], ofAllRows), '[1, 2]'],
    ['rows as columns', (graph, x) => graph.node('Transpose', [x], { outputs: ['y'] }), '[2, 3]'],
    ['a cube', (graph, x) => graph.node('Unsqueeze', [x, axisTwo(graph)], { outputs: ['y'] }), '[3, 2, 1]'],
  ])('%s as output, when it runs', async (_, append, shape) => {
    const graph = new GraphBuilder('misshapen');
    append(graph, graph.input('x', 'float', ['rows', 2]));
    graph.output('y', 'float', []);
    const session = await openSession(encodeModel(graph.build()));
    await expect(session.run(new Float32Array(6), 3, 2)).rejects.toThrow(
      new RejectedModel(
        `model.onnx: the output "y" has the shape ${shape} for 3 rows; expected is [3], or [3, n] with n values a row.`,
      ),
    );
    await session.close();
  });
});

const onlyNumber = { outputs: ['y'], attributes: { keepdims: { kind: 'int', value: 0 } } } as const;
const ofAllRows = {
  outputs: ['y'],
  attributes: { keepdims: { kind: 'int', value: 1 }, axes: { kind: 'ints', value: [0] } },
} as const;

function axisTwo(graph: GraphBuilder): string {
  return graph.constant({ type: 'int64', shape: [1], values: BigInt64Array.of(2n) });
}
