import type { Kernel, KernelCall } from '../kernel-call';
import type { TracedTensor } from '../traced-tensor';

/** Operators of ONNX that compare numbers. Only Equal takes booleans, so these are compared as integers. */
const COMPARING = {
  Equal: 'Equal',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
};
const LOGICAL = { LogicalAnd: 'And', LogicalOr: 'Or' };

export const COMPARISONS: Readonly<Record<string, Kernel>> = {
  ...binaries(COMPARING, compare),
  ...binaries(LOGICAL, (call, op) =>
    call.recorder.elementwise(op, [call.input('a'), call.input('b')], 'bool'),
  ),
  NotEqual: call => call.recorder.elementwise('Not', [compare(call, 'Equal')], 'bool'),
  LogicalNot: call => call.recorder.elementwise('Not', [call.input('x')], 'bool'),
  Select: select,
};

function binaries(
  operators: Readonly<Record<string, string>>,
  apply: (call: KernelCall, op: string) => TracedTensor,
): Record<string, Kernel> {
  return Object.fromEntries(
    Object.entries(operators).map(([kernel, op]) => [kernel, call => apply(call, op)]),
  );
}

function compare(call: KernelCall, op: string): TracedTensor {
  const operands = [call.input('a'), call.input('b')].map(operand =>
    operand.dtype === 'bool' ? call.recorder.cast(operand, 'int32') : operand,
  );
  return call.recorder.elementwise(op, operands, 'bool');
}

function select(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const [then, otherwise] = [call.input('t'), call.input('e')];
  const condition = leading(call, call.input('condition'), then.shape.length);
  // ONNX Runtime chooses between numbers only.
  const stored = then.dtype === 'bool' ? 'int32' : then.dtype;
  const chosen = recorder.elementwise(
    'Where',
    [condition, recorder.cast(then, stored), recorder.cast(otherwise, stored)],
    stored,
  );
  return recorder.cast(chosen, then.dtype);
}

/** A vector as condition chooses rows, whatever the rank of what it chooses from. */
function leading(call: KernelCall, condition: TracedTensor, rank: number): TracedTensor {
  if (condition.shape.length === 0 || condition.shape.length >= rank) return condition;
  const ones = Array.from({ length: rank - condition.shape.length }, () => 1);
  return call.recorder.reshape(condition, [...condition.shape, ...ones]);
}
