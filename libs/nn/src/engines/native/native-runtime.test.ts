import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { encodeModel, GraphBuilder } from '@reckit/onnx';
import { bundledOnce } from '../../../../command-line/testing/bundled-once';
import { NativeFault } from '../../errors';
import { openNodeSession } from '../../../testing/onnxruntime-node';
import { loadNativeRuntime, type PlacedTensor } from './native-runtime';

const runtime = loadNativeRuntime();

/** Places for tensors, one after the other in one memory that threads share. */
function places() {
  const memory = new SharedArrayBuffer(2 ** 20);
  let end = 64;
  function place(type: PlacedTensor['type'], shape: readonly number[], width: number): PlacedTensor {
    const length = shape.reduce((product, size) => product * size, width);
    const bytes = new Uint8Array(memory, end, length);
    end += Math.ceil(length / 64) * 64;
    return { type, shape, bytes };
  }
  return {
    floats: (shape: readonly number[], values: readonly number[] = []) => {
      const tensor = place('float', shape, 4);
      floatsAt(tensor).set(values);
      return tensor;
    },
    bools: (shape: readonly number[], values: readonly boolean[]) => {
      const tensor = place('bool', shape, 1);
      tensor.bytes.set(values.map(Number));
      return tensor;
    },
    int32s: (shape: readonly number[], values: readonly number[]) => {
      const tensor = place('int32', shape, 4);
      new Int32Array(tensor.bytes.buffer, tensor.bytes.byteOffset, values.length).set(values);
      return tensor;
    },
    int64s: (shape: readonly number[]) => place('int64', shape, 8),
  };
}

function floatsAt({ bytes }: PlacedTensor): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** y = a' b + c */
function gemm(): Uint8Array {
  const graph = new GraphBuilder('gemm');
  const inputs = [
    graph.input('a', 'float', [3, 2]),
    graph.input('b', 'float', [3, 2]),
    graph.input('c', 'float', [2]),
  ];
  graph.node('Gemm', inputs, { outputs: ['y'], attributes: { transA: { kind: 'int', value: 1 } } });
  graph.output('y', 'float', [2, 2]);
  return encodeModel(graph.build());
}

/** Of the elements where `mask` holds, with a scalar for the others: their values times `scale`, and their indices. */
function masked(): Uint8Array {
  const graph = new GraphBuilder('masked');
  const [mask, x] = [graph.input('mask', 'bool', [4]), graph.input('x', 'float', [4])];
  const [other, by] = [graph.input('other', 'float', []), graph.input('by', 'int32', [4])];
  const chosen = graph.node('Where', [mask, x, other], { outputs: ['chosen'] });
  graph.node('ReduceSum', [chosen], {
    outputs: ['sum'],
    attributes: { keepdims: { kind: 'int', value: 0 } },
  });
  graph.node('Cast', [by], { outputs: ['wide'], attributes: { to: { kind: 'int', value: 7 } } });
  graph.output('chosen', 'float', [4]);
  graph.output('sum', 'float', []);
  graph.output('wide', 'int64', [4]);
  return encodeModel(graph.build());
}

test('computes at the places in shared memory, again after what is there has changed', () => {
  const { floats } = places();
  const a = floats([3, 2], [1, 2, 3, 4, 5, 6]);
  const b = floats([3, 2], [1, 0, 0, 1, 1, 1]);
  const c = floats([2], [0.5, -0.5]);
  const y = floats([2, 2]);
  const graph = runtime.open(gemm(), 1, { a, b, c, y });
  graph.run();
  expect(Array.from(floatsAt(y))).toEqual([6.5, 7.5, 8.5, 9.5]);
  floatsAt(c).set([0, 10]);
  graph.run();
  expect(Array.from(floatsAt(y))).toEqual([6, 18, 8, 20]);
  graph.close();
});

test('takes every type, scalars, and several outputs', () => {
  const { floats, bools, int32s, int64s } = places();
  const [chosen, sum, wide] = [floats([4]), floats([]), int64s([4])];
  const graph = runtime.open(masked(), 1, {
    mask: bools([4], [true, false, true, false]),
    x: floats([4], [1, 2, 3, 4]),
    other: floats([], [-1]),
    by: int32s([4], [7, -7, 0, 1]),
    chosen,
    sum,
    wide,
  });
  graph.run();
  expect(Array.from(floatsAt(chosen))).toEqual([1, -1, 3, -1]);
  expect(Array.from(floatsAt(sum))).toEqual([2]);
  expect(new BigInt64Array(wide.bytes.buffer, wide.bytes.byteOffset, 4).join()).toBe('7,-7,0,1');
  graph.close();
});

test('several threads compute what one does', () => {
  const size = 192;
  const graph = new GraphBuilder('product');
  graph.node('MatMul', [graph.input('a', 'float', [size, size]), graph.input('b', 'float', [size, size])], {
    outputs: ['y'],
  });
  graph.output('y', 'float', [size, size]);
  const onnx = encodeModel(graph.build());
  const { floats } = places();
  const values = Array.from({ length: size * size }, (_, i) => Math.sin(i));
  const [a, b] = [floats([size, size], values), floats([size, size], values.toReversed())];
  const products = [1, 2].map(threads => {
    const y = floats([size, size]);
    const opened = runtime.open(onnx, threads, { a, b, y });
    opened.run();
    opened.close();
    return floatsAt(y);
  });
  expect(products[0]?.some(value => value !== 0)).toBe(true);
  expect(products[1]).toEqual(products[0]);
});

test('computes beside onnxruntime-node', async () => {
  const { floats } = places();
  const [a, b, c, y] = [
    floats([3, 2], [1, 2, 3, 4, 5, 6]),
    floats([3, 2], [1, 1, 1, 1, 1, 1]),
    floats([2]),
    floats([2, 2]),
  ];
  const [theirs, ours] = [await openNodeSession(gemm()), runtime.open(gemm(), 1, { a, b, c, y })];
  const feeds = Object.entries({ a, b, c }).map(([name, tensor]) => [
    name,
    { values: floatsAt(tensor).slice(), shape: tensor.shape },
  ]);
  ours.run();
  const computed = await theirs.run(Object.fromEntries(feeds));
  expect(Array.from(computed['y'] ?? [])).toEqual([9, 9, 12, 12]);
  expect(Array.from(floatsAt(y))).toEqual([9, 9, 12, 12]);
  await theirs.close();
  floatsAt(c).set([1, 2]);
  ours.run();
  expect(Array.from(floatsAt(y))).toEqual([10, 11, 13, 14]);
  ours.close();
});

test.each([
  ['native', 0],
  // What has made the environment has made it without threads to share: each graph has one beside that which calls.
  ['node', process.platform === 'linux' ? 3 : 0],
])(
  'computes in several threads, beside onnxruntime-node, the library being loaded first by %s; three more graphs of two threads make %i more',
  async (first, more) => {
    const threads = path.join(__dirname, '../../../testing/native-in-threads.ts');
    const external = ['koffi', 'onnxruntime-node'];
    const folder = await bundledOnce('native-in-threads', { entryPoints: { threads }, external });
    const child = spawn(process.execPath, [path.join(folder, 'threads.js'), first], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const each = [-5050, -3];
    expect(JSON.parse(stdout)).toEqual({ computed: [each, each, each], more });
  },
);

test('memory does not grow with runs', () => {
  const { floats } = places();
  const graph = runtime.open(gemm(), 1, {
    a: floats([3, 2]),
    b: floats([3, 2]),
    c: floats([2]),
    y: floats([2, 2]),
  });
  const run = (times: number): number => {
    for (let i = 0; i < times; i++) graph.run();
    return process.memoryUsage.rss();
  };
  const before = run(1_000);
  expect(run(200_000) - before).toBeLessThan(10e6);
  graph.close();
});

describe('refuses with the words of the runtime, or its own', () => {
  const { floats, int64s } = places();
  const tensors = { a: floats([3, 2]), b: floats([3, 2]), c: floats([2]), y: floats([2, 2]) };

  test('what is no graph', () => {
    expect(() => runtime.open(Uint8Array.of(1, 2, 3), 1, {})).toThrow(NativeFault);
    expect(() => runtime.open(Uint8Array.of(1, 2, 3), 1, {})).toThrow(/^ONNX Runtime: .*protobuf/i);
  });

  test.each([
    ['a value without a place', { ...tensors, c: undefined }, '"c" of the graph has no place'],
    [
      'a place without a value',
      { ...tensors, z: floats([2]) },
      '"z" has a place, and the graph has no such value',
    ],
    [
      'a place that is too small',
      { ...tensors, y: { ...floats([2]), shape: [2, 2] } },
      'a place of 8 bytes and takes 16',
    ],
  ])('%s', (_, given, words) => {
    const named = Object.fromEntries(Object.entries(given).flatMap(([name, it]) => (it ? [[name, it]] : [])));
    expect(() => runtime.open(gemm(), 1, named)).toThrow(words);
  });

  test.each([
    ['an input of another shape', { ...tensors, a: floats([2, 3]) }, /invalid dimensions|dimension/i],
    ['an input of another type', { ...tensors, a: int64s([3, 2]) }, /type/i],
    ['an output of another shape', { ...tensors, y: floats([4]) }, /shape|rank/i],
    ['an output of another type', { ...tensors, y: int64s([2, 2]) }, /type/i],
  ])('%s', (_, given, words) => {
    const graph = runtime.open(gemm(), 1, given);
    expect(() => graph.run()).toThrow(NativeFault);
    expect(() => graph.run()).toThrow(words);
    expect(() => graph.run()).not.toThrow('\n');
    graph.close();
  });

  test('to run once it is closed, and closes twice', () => {
    const graph = runtime.open(gemm(), 1, tensors);
    graph.close();
    graph.close();
    expect(() => graph.run()).toThrow('ONNX Runtime: the graph was closed.');
  });
});
