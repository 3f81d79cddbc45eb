import type { Kernel, KernelCall } from '../kernel-call';
import type { Recorder } from '../recorder';
import { sizeOf } from '../traced-tensor';
import type { TracedTensor } from '../traced-tensor';
import { int } from './attributes';

export const JOINS: Readonly<Record<string, Kernel>> = {
  Concat: call => {
    const tensors = call.inputList();
    return concat(call.recorder, tensors, call.axis('axis', tensors[0]?.shape.length ?? 0));
  },
  Pack: pack,
  SplitV: splitV,
  Unpack: unpack,
};

function concat(recorder: Recorder, tensors: readonly TracedTensor[], axis: number): TracedTensor {
  const parts = tensors.filter(({ shape }) => sizeOf(shape) > 0);
  const [first = tensors[0], ...others] = parts;
  if (first === undefined) throw new Error('concat takes at least one tensor');
  if (others.length === 0) return first;
  const length = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  return recorder.apply('Concat', first, first.shape.with(axis, length), {
    extra: others.map(other => recorder.full(other)),
    attributes: { axis: int(axis) },
  });
}

function pack(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const tensors = call.inputList();
  const axis = call.axis('axis', (tensors[0]?.shape.length ?? 0) + 1);
  return concat(
    recorder,
    tensors.map(tensor => recorder.reshape(tensor, tensor.shape.toSpliced(axis, 0, 1))),
    axis,
  );
}

function splitV(call: KernelCall): TracedTensor[] {
  const x = call.input('x');
  const axis = call.axis('axis', x.shape.length);
  const total = x.shape[axis] ?? 0;
  const given = call.numbers('numOrSizeSplits');
  const [count = 1] = given;
  if (given.length === 1)
    return split(
      call.recorder,
      x,
      Array.from({ length: count }, () => total / count),
      axis,
    );
  const known = given.filter(size => size !== -1).reduce((sum, size) => sum + size, 0);
  return split(
    call.recorder,
    x,
    given.map(size => (size === -1 ? total - known : size)),
    axis,
  );
}

function unpack(call: KernelCall): TracedTensor[] {
  const { recorder } = call;
  const x = call.input('value');
  const axis = call.axis('axis', x.shape.length);
  const ones = Array.from({ length: x.shape[axis] ?? 0 }, () => 1);
  return split(recorder, x, ones, axis).map(part => recorder.reshape(part, part.shape.toSpliced(axis, 1)));
}

function split(recorder: Recorder, x: TracedTensor, sizes: readonly number[], axis: number): TracedTensor[] {
  if (sizes.length === 1) return [x];
  const values = recorder.recording.nodeOf(
    sizes.length,
    'Split',
    [recorder.full(x), recorder.shapeOf(sizes)],
    {
      axis: int(axis),
    },
  );
  return values.map((value, index) => recorder.wrap(value, x.shape.with(axis, sizes[index] ?? 0), x.dtype));
}
