import type { Kernel } from '../kernel-call';
import type { Recorder } from '../recorder';
import { broadcastShapes } from '../traced-tensor';
import type { TracedTensor } from '../traced-tensor';

type Binary = (recorder: Recorder, a: TracedTensor, b: TracedTensor) => TracedTensor;

export const ARITHMETIC: Readonly<Record<string, Kernel>> = {
  Add: binary(add),
  Sub: binary((recorder, a, b) =>
    isUniform(recorder, b, 0) ? recorder.broadcast(a, b.shape) : apply('Sub')(recorder, a, b),
  ),
  Multiply: binary(multiply),
  RealDiv: binary((recorder, a, b) => {
    const [x, y] = [recorder.cast(a, 'float32'), recorder.cast(b, 'float32')];
    const [dividend, divisor] = [numberOf(recorder, x), numberOf(recorder, y)];
    if (dividend !== null && divisor !== null) {
      // As the gradient of a mean has it.
      const shape = broadcastShapes([x.shape, y.shape]);
      return recorder.broadcast(recorder.scalar(dividend / divisor), shape);
    }
    return isUniform(recorder, y, 1) ? recorder.broadcast(x, y.shape) : apply('Div')(recorder, x, y);
  }),
  Maximum: binary(apply('Max')),
  Minimum: binary(apply('Min')),
  Pow: binary(apply('Pow')),
  FloorDiv: binary(floorDiv),
  Mod: binary(mod),
  SquaredDifference: binary((recorder, a, b) => {
    const difference = apply('Sub')(recorder, a, b);
    return apply('Mul')(recorder, difference, difference);
  }),
  AddN: call => call.inputList().reduce((sum, addend) => add(call.recorder, sum, addend)),
};

function binary(operation: Binary): Kernel {
  return call => operation(call.recorder, call.input('a'), call.input('b'));
}

function apply(op: string): Binary {
  return (recorder, a, b) => recorder.elementwise(op, [a, b], a.dtype);
}

/** Gradients add zeros and multiply by ones to give a tensor its full shape; that needs no operator. */
export function add(recorder: Recorder, a: TracedTensor, b: TracedTensor): TracedTensor {
  if (isUniform(recorder, a, 0)) return recorder.broadcast(b, a.shape);
  if (isUniform(recorder, b, 0)) return recorder.broadcast(a, b.shape);
  return apply('Add')(recorder, a, b);
}

function multiply(recorder: Recorder, a: TracedTensor, b: TracedTensor): TracedTensor {
  if (isUniform(recorder, a, 1)) return recorder.broadcast(b, a.shape);
  if (isUniform(recorder, b, 1)) return recorder.broadcast(a, b.shape);
  return apply('Mul')(recorder, a, b);
}

function isUniform(recorder: Recorder, tensor: TracedTensor, number: number): boolean {
  return numberOf(recorder, tensor) === number;
}

/** The number that a tensor has everywhere in every run; null for any other one. */
function numberOf(recorder: Recorder, { value, stored }: TracedTensor): number | null {
  const values = stored.length === 0 ? recorder.recording.constants.get(value)?.tensor.values : undefined;
  return values === undefined ? null : Number(values[0]);
}

/** Rounds down, where ONNX's division of integers rounds towards zero; doubles hold every int32. */
function floorDiv(recorder: Recorder, a: TracedTensor, b: TracedTensor): TracedTensor {
  if (a.dtype === 'float32') return recorder.elementwise('Floor', [apply('Div')(recorder, a, b)], 'float32');
  const double = (x: TracedTensor): TracedTensor => ({ ...x, value: recorder.castValue(x.value, 'double') });
  const quotient = recorder.elementwise('Floor', [apply('Div')(recorder, double(a), double(b))], 'int32');
  return { ...quotient, value: recorder.castValue(quotient.value, 'int32') };
}

/** The remainder with the sign of the divisor. */
function mod(recorder: Recorder, a: TracedTensor, b: TracedTensor): TracedTensor {
  if (a.dtype !== 'float32') return apply('Mod')(recorder, a, b);
  const remainder = recorder.elementwise('Mod', [a, b], 'float32', { fmod: { kind: 'int', value: 1 } });
  const zero = recorder.scalar(0);
  const below = (x: TracedTensor): TracedTensor => recorder.elementwise('Less', [x, zero], 'bool');
  const signsDiffer = recorder.elementwise('Xor', [below(remainder), below(b)], 'bool');
  const isZero = recorder.elementwise('Equal', [remainder, zero], 'bool');
  const shifted = recorder.elementwise('Where', [isZero, zero, b], 'float32');
  const moved = recorder.elementwise('Add', [remainder, shifted], 'float32');
  return recorder.elementwise('Where', [signsDiffer, moved, remainder], 'float32');
}
