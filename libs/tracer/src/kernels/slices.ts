import * as tf from '@tensorflow/tfjs-core';
import type { Kernel, KernelCall } from '../kernel-call';
import type { Recorder } from '../recorder';
import { sameShape } from '../traced-tensor';
import type { TracedTensor } from '../traced-tensor';
import { text } from './attributes';

// ONNX clamps the ends of a slice to the tensor; these are beyond any.
const AFTER_THE_END = 2 ** 31 - 1;
const BEFORE_THE_START = -AFTER_THE_END;

export const SLICES: Readonly<Record<string, Kernel>> = {
  Slice: slice,
  StridedSlice: stridedSlice,
  Reverse: reverse,
  PadV2: pad,
  MirrorPad: mirrorPad,
};

interface Cut {
  readonly axis: number;
  readonly begin: number;
  readonly size: number;
  readonly stride: number;
}

function slice(call: KernelCall): TracedTensor {
  const x = call.input('x');
  const begins = call.numbers('begin');
  const sizes = call.numbers('size');
  const cuts = x.shape.map((length, axis) => {
    const begin = begins[axis] ?? 0;
    const size = sizes[axis] ?? -1;
    return { axis, begin, size: size === -1 ? length - begin : size, stride: 1 };
  });
  return cut(call.recorder, x, cuts);
}

function stridedSlice(call: KernelCall): TracedTensor {
  const x = call.input('x');
  const { begin, end, strides, finalShape } = tf.slice_util.sliceInfo(
    [...x.shape],
    call.numbers('begin'),
    call.numbers('end'),
    call.numbers('strides'),
    call.number('beginMask'),
    call.number('endMask'),
    call.number('ellipsisMask'),
    call.number('newAxisMask'),
    call.number('shrinkAxisMask'),
  );
  const cuts = tf.slice_util.computeOutShape(begin, end, strides).map((size, axis) => ({
    axis,
    begin: begin[axis] ?? 0,
    size,
    stride: strides[axis] ?? 1,
  }));
  return call.recorder.reshape(cut(call.recorder, x, cuts), finalShape);
}

function reverse(call: KernelCall): TracedTensor {
  const x = call.input('x');
  const axes = call.axes('dims', x.shape.length);
  const cuts = axes.map(axis => ({ axis, begin: AFTER_THE_END, size: x.shape[axis] ?? 0, stride: -1 }));
  return cut(call.recorder, x, cuts);
}

function cut(recorder: Recorder, x: TracedTensor, cuts: readonly Cut[]): TracedTensor {
  const shape = cuts.reduce((sizes, { axis, size }) => sizes.with(axis, size), [...x.shape]);
  const real = cuts.filter(({ axis, size, stride }) => stride !== 1 || size !== x.shape[axis]);
  if (real.length === 0 && sameShape(shape, x.shape)) return x;
  if (x.stored.length === 0) return { ...x, shape };
  const ends = real.map(({ axis, begin, size, stride }) => {
    const end = begin + size * stride;
    if (stride < 0) return begin === AFTER_THE_END || end < 0 ? BEFORE_THE_START : end;
    return end >= (x.shape[axis] ?? 0) ? AFTER_THE_END : end;
  });
  const strides = real.map(({ stride }) => stride);
  const extra = [
    recorder.shapeOf(real.map(({ begin }) => begin)),
    recorder.shapeOf(ends),
    recorder.integers(real.map(({ axis }) => axis)),
    ...(strides.every(stride => stride === 1) ? [] : [recorder.integers(strides)]),
  ];
  return recorder.apply('Slice', x, shape, { extra });
}

function pad(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const x = call.input('x');
  const stored = x.dtype === 'bool' ? 'int32' : x.dtype;
  const value = recorder.scalar(call.number('constantValue', 0), stored).value;
  return recorder.cast(padded(call, recorder.cast(x, stored), 'constant', [value]), x.dtype);
}

function mirrorPad(call: KernelCall): TracedTensor {
  const mode = call.text('mode');
  if (mode !== 'reflect') throw call.notCovered('Mirror with mode "reflect", or join slices by tf.concat.');
  return padded(call, call.input('x'), 'reflect', []);
}

function padded(call: KernelCall, x: TracedTensor, mode: string, extra: readonly number[]): TracedTensor {
  const paddings = call.pairs('paddings');
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape = x.shape.map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
  const amounts = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
  return call.recorder.apply('Pad', x, shape, {
    extra: [call.recorder.shapeOf(amounts), ...extra],
    attributes: { mode: text(mode) },
  });
}
