import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '@reckit/onnx';
import { computeOnCpu, computeTraced, expectClose } from '../testing/compare';
import type { Computation, Values } from '../testing/compare';
import { RandomValues } from '../testing/random-values';
import { BatchDependence, InvalidDeclaration, KernelNotCovered, TracedValueRead } from './errors';
import { trace } from './trace';

const random = new RandomValues(3);

function operators(graph: Graph): string[] {
  return graph.nodes.map(({ op }) => op);
}

function traced(computation: Computation, ...shapes: (number | string)[][]): Graph {
  return trace('example', ({ input, output }) => {
    const results = [
      computation(...shapes.map((shape, index) => input(`x${index}`, 'float32', shape))),
    ].flat();
    results.forEach((result, index) => output(`y${index}`, result));
  });
}

beforeEach(() => tf.setBackend('cpu'));

describe('the graph', () => {
  test('has the declared inputs and outputs by name and only what they need', () => {
    const graph = traced(
      x => {
        tf.exp(x);
        return tf.sqrt(x);
      },
      ['rows', 2],
    );
    expect(graph).toMatchObject({
      name: 'example',
      inputs: [{ name: 'x0', type: 'float', shape: ['rows', 2] }],
      outputs: [{ name: 'y0', type: 'float', shape: ['rows', 2] }],
      nodes: [{ op: 'Sqrt', inputs: ['x0'], outputs: ['y0'] }],
    });
    expect(graph.constants.size).toBe(0);
  });

  test('holds equal constants and equal computations once', () => {
    const weights = () => tf.tensor1d(Float32Array.from({ length: 1000 }, (_, index) => index));
    const graph = traced(x => [tf.mul(x, weights()), tf.exp(tf.mul(x, weights()))], [1000]);
    expect(operators(graph)).toEqual(['Mul', 'Exp']);
    expect(graph.constants.size).toBe(1);
  });

  test('holds a named constant as it is, under its name, though another is equal and all values are', () => {
    const graph = trace('named', ({ input, constant, output }) => {
      const x = input('x', 'float32', ['rows', 2]);
      const [a, b] = ['weights/a', 'weights/b'].map(name => constant(name, Float32Array.of(3, 3), [2]));
      output('y', tf.mul(tf.add(x, a), tf.add(b, tf.ones([2]))));
    });
    for (const name of ['weights/a', 'weights/b']) {
      expect(graph.constants.get(name)).toEqual({ type: 'float', shape: [2], values: Float32Array.of(3, 3) });
    }
    expect(() =>
      trace('twice', ({ constant }) => {
        constant('a', Float32Array.of(1), [1]);
        constant('a', Float32Array.of(1), [1]);
      }),
    ).toThrow(InvalidDeclaration);
  });

  test('has no nodes for what changes nothing', () => {
    const graph = traced(
      x =>
        tf.add(
          tf.reshape(tf.cast(tf.clone(tf.mul(tf.tile(x, [1, 1]), tf.ones([4, 2]))), 'float32'), [4, 2]),
          0,
        ),
      [4, 2],
    );
    expect(operators(graph)).toEqual(['Identity']);
  });

  test('leaves broadcasts to the operators, also in gradients', () => {
    const graph = traced(x => tf.grad((v: tf.Tensor) => tf.mean(tf.square(v)))(x), [64, 32]);
    expect(operators(graph)).not.toContain('Expand');
    expect([...graph.constants.values()].every(({ values }) => values.length <= 2)).toBe(true);
  });

  test('may give an input, a constant or one value twice as outputs', async () => {
    const computation: Computation = x => [x, x, tf.tensor1d([1, 2]), tf.zeros([2, 2]), tf.neg(x), tf.neg(x)];
    const inputs = [random.float([3])];
    expect(await computeTraced(computation, inputs)).toEqual(await computeOnCpu(computation, inputs));
  });

  test('may name an output as an operator is named', () => {
    const graph = trace('names', ({ input, output }) => {
      const x = input('Exp', 'float32', [2]);
      const sum = tf.add(tf.exp(x), tf.log(x));
      output('Log', tf.neg(sum));
    });
    expect(graph.nodes.at(-1)?.outputs).toEqual(['Log']);
  });
});

describe('symbolic dimensions', () => {
  const cases: Record<string, Computation> = {
    'a mean over the rows': x => tf.mean(tf.square(x)),
    'moments over the rows': x => Object.values(tf.moments(x, 0)),
    'gradients of a mean': x => tf.grad((v: tf.Tensor) => tf.mean(tf.exp(v)))(x),
    'a reshape': x => tf.reshape(x, [-1, 2, 2]),
    'a flattening': x => tf.reshape(tf.reshape(x, [-1]), [-1, 2]),
    'ones for every row': x => tf.concat([x, tf.ones([x.shape[0] ?? 0, 1])], 1),
    'zeros alone': x => tf.fill([x.shape[0] ?? 0, 3], 2),
    'rows against rows': x => tf.softmax(tf.matMul(x, x, false, true)),
    'a cube of rows': x => tf.sub(tf.expandDims(x, 0), tf.expandDims(x, 1)),
    'rows joined and cut again': x => tf.split(tf.concat([x, tf.neg(x)], 0), 2, 0),
    'positions of the rows': x => tf.mul(x, tf.expandDims(tf.range(0, x.shape[0] ?? 0), 1)),
    'a row for all': x => tf.tile(tf.slice(x, [0, 0], [1, 4]), [x.shape[0] ?? 0, 1]),
    'the gradient of a broadcast': x =>
      tf.grad((v: tf.Tensor) => tf.sum(tf.where(tf.greater(x, 0), v, x)))(tf.sum(x)),
  };
  test.each(Object.entries(cases))('%s fits any number of rows', async (_, computation) => {
    for (const rows of [1, 3, 8]) {
      const inputs: Values[] = [random.float([rows, 4])];
      const expected = await computeOnCpu(computation, inputs);
      const actual = await computeTraced(computation, inputs, [['rows', 4]]);
      expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
      actual.forEach(({ data }, index) =>
        expectClose(data, expected[index]?.data ?? [], { absolute: 1e-5, relative: 1e-5 }),
      );
    }
  });

  test('outputs show them', () => {
    const graph = traced(x => [tf.reshape(x, [-1]), tf.matMul(x, x, false, true), tf.sum(x)], ['rows', 4]);
    expect(graph.outputs.map(({ shape }) => shape)).toEqual([['4*rows'], ['rows', 'rows'], []]);
  });

  test('a size of the model may be one that stands for rows', () => {
    const graph = traced(x => tf.matMul(x, tf.reshape(tf.range(0, 3022), [2, 1511])), ['rows', 2]);
    expect(graph.outputs).toMatchObject([{ shape: ['rows', 1511] }]);
  });

  test('a number that only fits one size is refused, with the op that brought it', () => {
    const build = () => traced(x => tf.mul(x, 1 / (x.shape[0] ?? 1)), ['rows', 2]);
    expect(build).toThrow(BatchDependence);
    expect(build).toThrow('Graph "example" is not the same for every size of "rows": tf.mul uses the size');
  });
});

describe('what cannot be traced', () => {
  test('a kernel without translation is named, with the op that called it', () => {
    const build = () => traced(x => tf.atan2(x, x), [4]);
    expect(build).toThrow(KernelNotCovered);
    expect(build).toThrow('Kernel "Atan2", called by tf.atan2, cannot be traced to ONNX.');
  });

  test('reading a traced value is one clear error', async () => {
    expect(() => traced(x => tf.scalar(tf.sum(x).dataSync()[0] ?? 0), [4])).toThrow(TracedValueRead);
    let read: Promise<unknown> = Promise.resolve();
    traced(
      x => {
        read = tf.sum(x).data();
        read.catch(() => undefined);
        return x;
      },
      [4],
    );
    await expect(read).rejects.toThrow('The values of a traced tensor were read');
  });

  test('a name may be declared once', () => {
    const twice = () =>
      trace('twice', ({ input, output }) => {
        output('x', input('x', 'float32', [1]));
      });
    expect(twice).toThrow(InvalidDeclaration);
    expect(twice).toThrow('"x" is declared twice');
  });
});

describe('the backend that was active', () => {
  test('is active again, also after an error, and its tensors can be used inside and afterwards', () => {
    const weights = tf.tensor1d([1, 2]);
    const before = tf.memory().numTensors;
    expect(operators(traced(x => tf.mul(x, weights), [2]))).toEqual(['Mul']);
    expect(() =>
      traced(() => {
        throw new Error('own');
      }, [2]),
    ).toThrow('own');
    expect(tf.getBackend()).toBe('cpu');
    expect([...tf.add(weights, weights).dataSync()]).toEqual([2, 4]);
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});
