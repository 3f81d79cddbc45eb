import type { Attribute } from '@reckit/onnx';
import type { Kernel, KernelCall } from '../kernel-call';
import type { Recorder } from '../recorder';
import type { TracedTensor } from '../traced-tensor';
import { float } from './attributes';

/** An activation by its name in TensorFlow.js's fused kernels, applied to floats. */
export type Activation = (recorder: Recorder, x: TracedTensor) => TracedTensor;

export const ACTIVATIONS: Readonly<Record<string, Kernel>> = {
  Relu: call => relu(call.recorder, call.input('x')),
  Relu6: call => relu6(call.recorder, call.input('x')),
  Elu: call => elu(call.recorder, floats(call)),
  Selu: call => operator('Selu')(call.recorder, floats(call)),
  Sigmoid: call => sigmoid(call.recorder, floats(call)),
  Softplus: call => operator('Softplus')(call.recorder, floats(call)),
  Tanh: call => operator('Tanh')(call.recorder, floats(call)),
  LeakyRelu: call => leakyRelu(call.recorder, floats(call), call.number('alpha')),
  Prelu: call => prelu(call.recorder, floats(call), call.input('alpha')),
  EluGrad: call => eluGrad(call.recorder, call.input('dy'), call.input('y')),
  Step: call => step(call.recorder, call.input('x'), call.number('alpha', 0)),
  ClipByValue: call => {
    const { recorder } = call;
    return clip(recorder, call.input('x'), call.number('clipValueMin'), call.number('clipValueMax'));
  },
};

function floats(call: KernelCall): TracedTensor {
  return call.recorder.cast(call.input('x'), 'float32');
}

function operator(op: string, attributes?: Record<string, Attribute>): Activation {
  return (recorder, x) => recorder.elementwise(op, [x], 'float32', attributes);
}

export function relu(recorder: Recorder, x: TracedTensor): TracedTensor {
  return recorder.elementwise('Relu', [x], x.dtype);
}

export function relu6(recorder: Recorder, x: TracedTensor): TracedTensor {
  return clip(recorder, x, 0, 6);
}

export const elu: Activation = operator('Elu');

/**
 * 1 / (1 + exp(-x)) in four operators. ONNX Runtime's own Sigmoid (1.30, CPU) is wrong by 0.02 % at -8, by
 * half from -12 and by everything below -18; this is right to 1.4e-7 everywhere and takes no longer.
 */
export function sigmoid(recorder: Recorder, x: TracedTensor): TracedTensor {
  const exp = operator('Exp')(recorder, operator('Neg')(recorder, x));
  return operator('Reciprocal')(recorder, recorder.elementwise('Add', [exp, recorder.scalar(1)], 'float32'));
}

export function leakyRelu(recorder: Recorder, x: TracedTensor, alpha: number): TracedTensor {
  return operator('LeakyRelu', { alpha: float(alpha) })(recorder, x);
}

/** Not ONNX's PRelu, which lets the slope broadcast to x only and not the other way round. */
export function prelu(recorder: Recorder, x: TracedTensor, slope: TracedTensor): TracedTensor {
  const positive = recorder.elementwise('GreaterOrEqual', [x, recorder.scalar(0)], 'bool');
  const scaled = recorder.elementwise('Mul', [x, recorder.cast(slope, 'float32')], 'float32');
  return recorder.elementwise('Where', [positive, x, scaled], 'float32');
}

/** By the result y: dy where y >= 0, dy · (y + 1) elsewhere. */
function eluGrad(recorder: Recorder, dy: TracedTensor, y: TracedTensor): TracedTensor {
  const slope = recorder.elementwise('Add', [clip(recorder, y, -1, 0), recorder.scalar(1)], 'float32');
  return recorder.elementwise('Mul', [dy, slope], 'float32');
}

/** 1 above 0, `alpha` elsewhere. */
function step(recorder: Recorder, x: TracedTensor, alpha: number): TracedTensor {
  const positive = recorder.elementwise('Greater', [x, recorder.scalar(0, x.dtype)], 'bool');
  if (alpha === 0) return recorder.cast(positive, x.dtype);
  return recorder.elementwise(
    'Where',
    [positive, recorder.scalar(1, x.dtype), recorder.scalar(alpha, x.dtype)],
    x.dtype,
  );
}

function clip(recorder: Recorder, x: TracedTensor, min: number, max: number): TracedTensor {
  const atMost = recorder.elementwise('Min', [x, recorder.scalar(max, x.dtype)], x.dtype);
  return recorder.elementwise('Max', [atMost, recorder.scalar(min, x.dtype)], x.dtype);
}
