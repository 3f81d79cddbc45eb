import type { Kernel, KernelCall } from '../kernel-call';
import type { Recorder } from '../recorder';
import { broadcastShapes } from '../traced-tensor';
import type { TracedTensor } from '../traced-tensor';
import { elu, leakyRelu, prelu, relu, relu6, sigmoid } from './activations';
import { add } from './arithmetic';
import { int, text } from './attributes';
import { transpose } from './shapes';

export const MATRIX_PRODUCTS: Readonly<Record<string, Kernel>> = {
  BatchMatMul: matMul,
  _FusedMatMul: fusedMatMul,
  Einsum: einsum,
};

function matMul(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const [a, b] = [recorder.cast(call.input('a'), 'float32'), recorder.cast(call.input('b'), 'float32')];
  const [transposeA, transposeB] = [call.flag('transposeA'), call.flag('transposeB')];
  if (a.shape.length !== 2 || b.shape.length !== 2 || (!transposeA && !transposeB)) {
    return product(recorder, transposeA ? swapped(recorder, a) : a, transposeB ? swapped(recorder, b) : b);
  }
  // Gemm reads its operands transposed. Neither form measured faster in the step of a small network (32 and
  // 1,024 rows): Gemm or Transpose and MatMul here, MatMul or Gemm above. So the graph is the shorter one.
  const rows = a.shape[transposeA ? 1 : 0] ?? 1;
  const columns = b.shape[transposeB ? 0 : 1] ?? 1;
  return recorder.apply('Gemm', a, [rows, columns], {
    extra: [recorder.full(b)],
    attributes: { transA: int(Number(transposeA)), transB: int(Number(transposeB)) },
  });
}

function product(recorder: Recorder, a: TracedTensor, b: TracedTensor): TracedTensor {
  const batch = broadcastShapes([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  const shape = [...batch, a.shape.at(-2) ?? 1, b.shape.at(-1) ?? 1];
  return recorder.apply('MatMul', a, shape, { extra: [recorder.full(b)] });
}

function swapped(recorder: Recorder, x: TracedTensor): TracedTensor {
  const last = x.shape.length - 1;
  const order = x.shape.map((_, axis) => (axis === last ? last - 1 : axis === last - 1 ? last : axis));
  return transpose(recorder, x, order);
}

function fusedMatMul(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const result = matMul(call);
  const bias = call.optionalInput('bias');
  const sum = bias === undefined ? result : add(recorder, result, bias);
  const activation = call.text('activation');
  switch (activation) {
    case 'linear':
      return sum;
    case 'relu':
      return relu(recorder, sum);
    case 'relu6':
      return relu6(recorder, sum);
    case 'elu':
      return elu(recorder, sum);
    case 'sigmoid':
      return sigmoid(recorder, sum);
    case 'leakyrelu':
      return leakyRelu(recorder, sum, call.number('leakyreluAlpha', 0));
    case 'prelu':
      return prelu(recorder, sum, call.input('preluActivationWeights'));
    default:
      throw call.notCovered(`Apply the activation "${activation}" outside of the fused kernel.`);
  }
}

function einsum(call: KernelCall): TracedTensor {
  const { recorder } = call;
  const operands = call.inputList();
  const equation = call.text('equation').replaceAll(/\s/g, '');
  const [sides = '', result = ''] = equation.split('->');
  const sizes = new Map<string, number>();
  sides.split(',').forEach((letters, operand) => {
    [...letters].forEach((letter, axis) => sizes.set(letter, operands[operand]?.shape[axis] ?? 1));
  });
  const value = recorder.recording.node(
    'Einsum',
    operands.map(operand => recorder.full(operand)),
    { equation: text(equation) },
  );
  return recorder.wrap(
    value,
    [...result].map(letter => sizes.get(letter) ?? 1),
    'float32',
  );
}
