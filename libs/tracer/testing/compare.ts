import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { encodeModel } from '@reckit/onnx';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { trace } from '../src/index';
import type { ElementType, TraceOptions, Tracing } from '../src/index';

// Without it TensorFlow.js greets every test with a hint to install another backend.
tf.enableProdMode();

/** Values on the host with the shape and type they have as a tensor. */
export interface Values {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** Any computation of TensorFlow.js on a few tensors. */
export type Computation = (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** Expects that a computation, traced and run by ONNX Runtime, gives what TensorFlow.js computes itself. */
export async function expectSame(
  computation: Computation,
  inputs: readonly Values[],
  tolerance: Tolerance = { absolute: 1e-6, relative: 1e-5 },
): Promise<void> {
  const expected = await computeOnCpu(computation, inputs);
  const actual = await computeTraced(computation, inputs);
  expect(actual.map(({ dtype, shape }) => ({ dtype, shape }))).toEqual(
    expected.map(({ dtype, shape }) => ({ dtype, shape })),
  );
  actual.forEach(({ data }, index) => expectClose(data, expected[index]?.data ?? [], tolerance));
}

export async function computeOnCpu(computation: Computation, inputs: readonly Values[]): Promise<Values[]> {
  await tf.setBackend('cpu');
  return tf.tidy(() => {
    const tensors = inputs.map(({ data, shape, dtype }) => tf.tensor(data, [...shape], dtype));
    return [computation(...tensors)].flat().map(tensor => ({
      dtype: elementType(tensor.dtype),
      shape: tensor.shape,
      data: tensor.dataSync(),
    }));
  });
}

/** Traces the computation, every input with these dimensions, by default those of the values. */
export async function computeTraced(
  computation: Computation,
  inputs: readonly Values[],
  dimensions: readonly (readonly (number | string)[])[] = inputs.map(({ shape }) => shape),
  options: TraceOptions = {},
): Promise<Values[]> {
  let count = 0;
  const build = ({ input, output }: Tracing): void => {
    const tensors = inputs.map(({ dtype }, index) => input(`input${index}`, dtype, dimensions[index] ?? []));
    const results = [computation(...tensors)].flat();
    results.forEach((result, index) => output(`output${index}`, result));
    count = results.length;
  };
  const graph = trace('computation', build, options);
  const session = await InferenceSession.create(encodeModel(graph), { graphOptimizationLevel: 'all' });
  const feeds = inputs.map(({ dtype, data, shape }, index) => {
    const name = `input${index}`;
    // Bools that are read as numbers alone may be fed as such.
    const isFloat = graph.inputs.some(spec => spec.name === name && spec.type === 'float');
    const tensor = isFloat
      ? new Tensor('float32', Float32Array.from(data), shape)
      : new Tensor(dtype, data, shape);
    return [name, tensor];
  });
  const used = feeds.filter(([name]) => session.inputNames.includes(String(name)));
  const results = await session.run(Object.fromEntries(used));
  await session.release();
  return Array.from({ length: count }, (_, index) => valuesOf(results[`output${index}`]));
}

function valuesOf(tensor: Tensor | undefined): Values {
  const data = tensor?.data;
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array) {
    return { dtype: elementType(tensor?.type), shape: tensor?.dims ?? [], data };
  }
  throw new Error(`unexpected output of type ${tensor?.type}`);
}

function elementType(type: string | undefined): ElementType {
  if (type === 'float32' || type === 'int32' || type === 'bool') return type;
  throw new Error(`unexpected element type ${type}`);
}

export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance,
): void {
  const wrong = Array.from(expected).flatMap((value, index) => {
    const found = Number(actual[index]);
    if (Object.is(found, value) || found === value) return [];
    const allowed = tolerance.absolute + tolerance.relative * Math.abs(value);
    return Math.abs(found - value) <= allowed ? [] : [{ index, found, value }];
  });
  expect({ length: actual.length, wrong }).toEqual({ length: expected.length, wrong: [] });
}
