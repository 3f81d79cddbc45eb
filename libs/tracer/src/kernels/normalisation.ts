import type { Kernel, KernelCall } from '../kernel-call';
import type { TracedTensor } from '../traced-tensor';
import { int } from './attributes';

export const NORMALISATION: Readonly<Record<string, Kernel>> = {
  Softmax: softmax,
  FusedBatchNorm: batchNorm,
};

function softmax(call: KernelCall): TracedTensor {
  const logits = call.recorder.cast(call.input('logits'), 'float32');
  const axis = call.axis('dim', logits.shape.length, -1);
  return call.recorder.apply('Softmax', logits, logits.shape, { attributes: { axis: int(axis) } });
}

/** (x - mean) · scale / sqrt(variance + epsilon) + offset, the part without x being small. */
function batchNorm(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const binary = (op: string, a: TracedTensor, b: TracedTensor): TracedTensor =>
    recorder.elementwise(op, [a, b], 'float32');
  const x = call.input('x');
  const [scale, offset] = [call.optionalInput('scale'), call.optionalInput('offset')];
  const variance = binary('Add', call.input('variance'), recorder.scalar(call.number('varianceEpsilon')));
  const deviation = recorder.elementwise('Sqrt', [variance], 'float32');
  const factor = binary('Div', scale ?? recorder.scalar(1), deviation);
  const scaled = binary('Mul', binary('Sub', x, call.input('mean')), factor);
  return offset === undefined ? scaled : binary('Add', scaled, offset);
}
