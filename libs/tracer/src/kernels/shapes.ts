import type { Kernel, KernelCall } from '../kernel-call';
import type { Recorder } from '../recorder';
import { sizeOf } from '../traced-tensor';
import type { TracedTensor } from '../traced-tensor';
import { ints } from './attributes';
import { elementType } from './constants';

export const SHAPES: Readonly<Record<string, Kernel>> = {
  Identity: call => call.input('x'),
  Cast: call => call.recorder.cast(call.input('x'), elementType(call, 'float32')),
  Reshape: reshape,
  ExpandDims: expandDims,
  Transpose: call => transpose(call.recorder, call.input('x'), call.numbers('perm')),
  Tile: tile,
};

function reshape(call: KernelCall): TracedTensor {
  const x = call.input('x');
  const shape = call.numbers('shape');
  const known = sizeOf(shape.filter(size => size !== -1));
  const whole = shape.map(size => (size === -1 ? sizeOf(x.shape) / known : size));
  return call.recorder.reshape(x, whole);
}

function expandDims(call: KernelCall): TracedTensor {
  const x = call.input('input');
  const axis = call.axis('dim', x.shape.length + 1);
  return call.recorder.reshape(x, x.shape.toSpliced(axis, 0, 1));
}

/** Turns what is stored, so that a broadcast stays one. */
export function transpose(recorder: Recorder, x: TracedTensor, order: readonly number[]): TracedTensor {
  const pick = (sizes: readonly number[]): number[] => order.map(axis => sizes[axis] ?? 1);
  const shape = pick(x.shape);
  if (x.stored.length === 0) return { ...x, shape };
  if (order.every((axis, index) => axis === index)) return x;
  const ones = Array.from({ length: x.shape.length - x.stored.length }, () => 1);
  const stored = [...ones, ...x.stored];
  const padded = recorder.reshape({ ...x, shape: x.stored }, stored);
  if (padded.stored.length === 0) return { ...padded, shape };
  // Moving dimensions of one about moves no values.
  const moved = order.filter(axis => stored[axis] !== 1);
  if (moved.every((axis, index) => index === 0 || axis > (moved[index - 1] ?? 0))) {
    return { ...recorder.reshape(padded, pick(stored)), shape };
  }
  const turned = recorder.apply('Transpose', padded, pick(stored), { attributes: { perm: ints(order) } });
  return { ...turned, shape };
}

function tile(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const x = call.input('x');
  const counts = call.numbers('reps');
  const shape = x.shape.map((size, axis) => size * (counts[axis] ?? 1));
  // Repeating what there is once is a broadcast.
  if (x.shape.every((size, axis) => size === 1 || counts[axis] === 1)) return { ...x, shape };
  return recorder.apply('Tile', x, shape, { extra: [recorder.shapeOf(counts)] });
}
