import type { Kernel } from '../kernel-call';
import type { Recorder } from '../recorder';
import type { TracedTensor } from '../traced-tensor';

type Unary = (recorder: Recorder, x: TracedTensor) => TracedTensor;

/** Kernels whose operator has the same name and takes numbers of any type. */
const OF_NUMBERS = ['Abs', 'Neg', 'Sign'];

/** Kernels whose operator has the same name and takes floats only. */
const OF_FLOATS = [
  ...['Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Cos', 'Cosh', 'Sin', 'Sinh', 'Tan'],
  ...['Erf', 'Exp', 'Log', 'Reciprocal', 'Sqrt'],
];

/** Kernels that leave integers as they are; ONNX has the operators for floats only. */
const ROUNDING = ['Ceil', 'Floor', 'Round'];

export const UNARY: Readonly<Record<string, Kernel>> = {
  ...sameName(OF_NUMBERS, op => (recorder, x) => recorder.elementwise(op, [x], x.dtype)),
  ...sameName(OF_FLOATS, ofFloats),
  ...sameName(ROUNDING, op => (recorder, x) => (x.dtype === 'float32' ? ofFloats(op)(recorder, x) : x)),
  Square: unary((recorder, x) => recorder.elementwise('Mul', [x, x], x.dtype)),
  Rsqrt: unary((recorder, x) => ofFloats('Reciprocal')(recorder, ofFloats('Sqrt')(recorder, x))),
  Log1p: unary(log1p),
  Expm1: unary(expm1),
  IsNan: unary(isNan),
  IsInf: unary(isInf),
  IsFinite: unary((recorder, x) => {
    const either = recorder.elementwise('Or', [isNan(recorder, x), isInf(recorder, x)], 'bool');
    return recorder.elementwise('Not', [either], 'bool');
  }),
};

function sameName(names: readonly string[], apply: (op: string) => Unary): Record<string, Kernel> {
  return Object.fromEntries(names.map(name => [name, unary(apply(name))]));
}

function unary(apply: Unary): Kernel {
  return call => apply(call.recorder, call.input('x'));
}

/** TensorFlow.js computes these in floats, whatever it is given. */
function ofFloats(op: string): Unary {
  return (recorder, x) => recorder.elementwise(op, [recorder.cast(x, 'float32')], 'float32');
}

function isNan(recorder: Recorder, x: TracedTensor): TracedTensor {
  return recorder.elementwise('IsNaN', [recorder.cast(x, 'float32')], 'bool');
}

function isInf(recorder: Recorder, x: TracedTensor): TracedTensor {
  return recorder.elementwise('IsInf', [recorder.cast(x, 'float32')], 'bool');
}

/**
 * log(1 + x), precise where x is small: with u = 1 + x as rounded, log(u) · x / (u - 1) cancels the error of
 * rounding (Goldberg, "What every computer scientist should know about floating-point arithmetic", theorem 4).
 */
function log1p(recorder: Recorder, given: TracedTensor): TracedTensor {
  const x = recorder.cast(given, 'float32');
  const exponent = exponentOf(recorder, x);
  // log(1 + exp(v)), the shape of every cross-entropy, is one operator.
  if (exponent !== undefined) return recorder.elementwise('Softplus', [exponent], 'float32');
  const one = recorder.scalar(1);
  const binary = (op: string, a: TracedTensor, b: TracedTensor) =>
    recorder.elementwise(op, [a, b], 'float32');
  const u = binary('Add', x, one);
  const log = recorder.elementwise('Log', [u], 'float32');
  const rounded = binary('Sub', u, one);
  const precise = binary('Mul', log, binary('Div', x, rounded));
  const lost = recorder.elementwise('Equal', [rounded, recorder.scalar(0)], 'bool');
  const small = recorder.elementwise('Where', [lost, x, precise], 'float32');
  // From 1 on log(u) is precise by itself, infinity included.
  const large = recorder.elementwise('Greater', [x, one], 'bool');
  return recorder.elementwise('Where', [large, log, small], 'float32');
}

/** v where x was computed as exp(v). */
function exponentOf(recorder: Recorder, x: TracedTensor): TracedTensor | undefined {
  const producer = recorder.recording.producer(x.value);
  const [value] = producer?.op === 'Exp' ? producer.inputs : [];
  return value === undefined || value === null ? undefined : { ...x, value };
}

/** exp(x) - 1 = tanh(x / 2) · (exp(x) + 1), which loses no digits where x is small. */
function expm1(recorder: Recorder, given: TracedTensor): TracedTensor {
  const x = recorder.cast(given, 'float32');
  const half = recorder.elementwise('Mul', [x, recorder.scalar(0.5)], 'float32');
  const exp = recorder.elementwise('Exp', [x], 'float32');
  const sum = recorder.elementwise('Add', [exp, recorder.scalar(1)], 'float32');
  return recorder.elementwise('Mul', [recorder.elementwise('Tanh', [half], 'float32'), sum], 'float32');
}
