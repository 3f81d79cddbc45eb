import type { Kernel, KernelCall } from '../kernel-call';
import type { Recorder } from '../recorder';
import type { TracedTensor } from '../traced-tensor';
import { int, ints } from './attributes';

interface Reduction {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

export const REDUCTIONS: Readonly<Record<string, Kernel>> = {
  Sum: call => reduceSum(call.recorder, integersForBooleans(call), reductionOf(call)),
  Mean: call =>
    reduce(call.recorder, 'ReduceMean', call.recorder.cast(call.input('x'), 'float32'), reductionOf(call)),
  Prod: call => reduce(call.recorder, 'ReduceProd', integersForBooleans(call), reductionOf(call)),
  Max: call => reduce(call.recorder, 'ReduceMax', call.input('x'), reductionOf(call, 'reductionIndices')),
  Min: call => reduce(call.recorder, 'ReduceMin', call.input('x'), reductionOf(call)),
  All: call => logical(call, 'ReduceMin'),
  Any: call => logical(call, 'ReduceMax'),
  ArgMax: call => argument(call, 'ArgMax'),
  ArgMin: call => argument(call, 'ArgMin'),
};

function reductionOf(call: KernelCall, attribute = 'axis'): Reduction {
  return { axes: call.axes(attribute, call.input('x').shape.length), keepDims: call.flag('keepDims') };
}

function reducedShape(shape: readonly number[], { axes, keepDims }: Reduction): number[] {
  return shape.flatMap((size, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [size]));
}

export function reduceSum(recorder: Recorder, x: TracedTensor, reduction: Reduction): TracedTensor {
  if (reduction.axes.length === 0) return x;
  return recorder.apply('ReduceSum', x, reducedShape(x.shape, reduction), {
    attributes: { keepdims: int(Number(reduction.keepDims)) },
    extra: [recorder.integers(reduction.axes)],
  });
}

/** Up to opset 17 only ReduceSum takes its axes as an input. */
export function reduce(recorder: Recorder, op: string, x: TracedTensor, reduction: Reduction): TracedTensor {
  if (reduction.axes.length === 0) return x;
  return recorder.apply(op, x, reducedShape(x.shape, reduction), {
    attributes: { axes: ints(reduction.axes), keepdims: int(Number(reduction.keepDims)) },
  });
}

function integersForBooleans(call: KernelCall): TracedTensor {
  const x = call.input('x');
  return x.dtype === 'bool' ? call.recorder.cast(x, 'int32') : x;
}

function logical(call: KernelCall, op: string): TracedTensor {
  const { recorder } = call;
  return recorder.cast(reduce(recorder, op, integersForBooleans(call), reductionOf(call)), 'bool');
}

function argument(call: KernelCall, op: string): TracedTensor {
  const x = call.input('x');
  const axis = call.axis('axis', x.shape.length, 0);
  const shape = reducedShape(x.shape, { axes: [axis], keepDims: false });
  const { recorder } = call;
  const indices = recorder.apply(op, x, shape, {
    attributes: { axis: int(axis), keepdims: int(0) },
    dtype: 'int32',
  });
  return { ...indices, value: recorder.castValue(indices.value, 'int32') };
}
