import type { Kernel, KernelCall } from '../kernel-call';
import { isElementType } from '../traced-tensor';
import type { ElementType, TracedTensor } from '../traced-tensor';

export const CONSTANTS: Readonly<Record<string, Kernel>> = {
  Fill: call => uniform(call, call.number('value'), elementType(call, 'float32'), call.numbers('shape')),
  ZerosLike: call => uniform(call, 0, call.input('x').dtype, call.input('x').shape),
  OnesLike: call => uniform(call, 1, call.input('x').dtype, call.input('x').shape),
  Range: range,
  LinSpace: linSpace,
};

function uniform(
  { recorder }: KernelCall,
  value: number,
  dtype: ElementType,
  shape: readonly number[],
): TracedTensor {
  return recorder.broadcast(recorder.scalar(value, dtype), shape);
}

export function elementType(call: KernelCall, otherwise: ElementType): ElementType {
  const dtype = call.has('dtype') ? call.text('dtype') : otherwise;
  if (isElementType(dtype)) return dtype;
  throw call.notCovered(`Element type ${dtype} has no place in a graph.`);
}

function range(call: KernelCall): TracedTensor {
  const [start, stop, step] = [call.number('start'), call.number('stop'), call.number('step')];
  const dtype = elementType(call, 'float32');
  // TensorFlow.js counts down where the stop is below the start, whatever the sign of the step.
  const stride = stop < start && step === 1 ? -1 : step;
  const count = Math.max(0, Math.ceil((stop - start) / stride));
  const { recorder } = call;
  if (!recorder.sizes.isSymbolic(stop)) {
    return recorder.constant(
      Array.from({ length: count }, (_, index) => start + index * stride),
      [count],
      dtype,
    );
  }
  const bounds = [start, stop, stride].map(bound => recorder.scalar(bound, dtype).value);
  return recorder.wrap(recorder.recording.node('Range', bounds), [count], dtype);
}

function linSpace(call: KernelCall): TracedTensor {
  const [start, stop, count] = [call.number('start'), call.number('stop'), call.number('num')];
  const step = (stop - start) / (count - 1);
  const values = Array.from({ length: count }, (_, index) => (index === 0 ? start : start + index * step));
  return call.recorder.constant(values, [count], 'float32');
}
