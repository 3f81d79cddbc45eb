import { BINARY_OPERATORS, UNARY_OPERATORS, type StepOperators } from '@reckit/kernels';
import type { Program } from '@reckit/tracer';
import { isStep } from './fuse-nodes';
import { elementCount, floatOf, integerListOf, integerOf, integersOf, type PlanNode } from './plan-node';
import type { SpecOf } from './value-specs';
import { broadcastStrides, contiguousStrides, foldLoop } from './strides';

/** Where a value begins, in bytes. */
export type AddressOf = (name: string) => number;

/** A node as calls of kernels, once the places of its values are known. */
export interface NodeKernel {
  bind(operators: StepOperators, at: AddressOf): () => void;
  /** Inputs of whose places the output may take one: it has each number at the same place. */
  readonly inPlace: readonly string[];
}

const FLOAT_BYTES = 4;

const BINARY: Readonly<Record<string, number>> = {
  Add: BINARY_OPERATORS.add,
  Sub: BINARY_OPERATORS.sub,
  Mul: BINARY_OPERATORS.mul,
  Div: BINARY_OPERATORS.div,
  Min: BINARY_OPERATORS.min,
  Max: BINARY_OPERATORS.max,
};
/** Above so many numbers ONNX Runtime, which has wider registers, is faster. */
const LARGEST: Readonly<Partial<Record<string, number>>> = {
  Exp: 2_048,
  Tanh: 1_024,
  Sigmoid: 4_096,
  Log: 16_384,
};
const UNARY: Readonly<Record<string, number>> = {
  Relu: UNARY_OPERATORS.relu,
  Exp: UNARY_OPERATORS.exp,
  Log: UNARY_OPERATORS.log,
  Sqrt: UNARY_OPERATORS.sqrt,
  Neg: UNARY_OPERATORS.neg,
  Abs: UNARY_OPERATORS.abs,
  Reciprocal: UNARY_OPERATORS.reciprocal,
  Sigmoid: UNARY_OPERATORS.sigmoid,
  Tanh: UNARY_OPERATORS.tanh,
};

/** The kernels that compute a node; null if there are none for its operator, types and shapes. */
export function kernelOf(node: PlanNode, program: Program, specOf: SpecOf): NodeKernel | null {
  const specs = [...node.inputs.slice(0, 1), ...node.outputs].map(specOf);
  if (specs.some(spec => spec?.type !== 'float')) return null;
  const shape = specOf(node.outputs[0])?.shape ?? [];
  if (node.op in BINARY && node.inputs.length === 2) return binary(node, shape, specOf);
  if (node.op in UNARY) {
    if (elementCount(shape) > (LARGEST[node.op] ?? Infinity)) return null;
    return unary(node, UNARY[node.op], shape);
  }
  switch (node.op) {
    case 'HardSigmoid':
      return isStep(node) ? unary(node, UNARY_OPERATORS.positive, shape) : null;
    case 'Identity':
    case 'Reshape':
    case 'Squeeze':
    case 'Unsqueeze':
      return unary(node, UNARY_OPERATORS.scale, shape, 1);
    case 'Gemm':
    case 'MatMul':
      return product(node, shape, specOf);
    case 'Rectify':
      return rectify(node, shape, 'rectify');
    case 'RectifyDrawn':
      return rectify(node, shape, 'rectifyDrawn');
    case 'RectifierGradient':
      return rectifierGradient(node, shape);
    case 'FieldSums':
      return fieldSums(node, shape);
    case 'FieldGradient':
      return fieldGradient(node, shape, specOf);
    case 'ReduceSum':
    case 'ReduceMean':
    case 'ReduceMax':
      return reduction(node, program, specOf);
    case 'Split':
    case 'Concat':
      return joint(node, specOf);
    case 'Expand':
      return copied(node, specOf, input => broadcastStrides(input, shape));
    case 'Transpose':
      return transposed(node, specOf);
    case 'Slice':
      return sliced(node, program, specOf);
    default:
      return null;
  }
}

function binary(node: PlanNode, shape: readonly number[], specOf: SpecOf): NodeKernel | null {
  const operands = node.inputs.map(specOf);
  const strides: number[][] = [];
  for (const operand of operands) {
    if (operand?.type !== 'float') return null;
    strides.push(broadcastStrides(operand.shape, shape));
  }
  const loop = foldLoop({ sizes: shape, strides: [...strides, contiguousStrides(shape)] }, 3);
  if (!loop) return null;
  const [n0, n1, n2] = loop.sizes;
  const [[l0, l1, l2], [r0, r1, r2]] = loop.strides;
  const code = BINARY[node.op];
  const count = elementCount(shape);
  return {
    inPlace: node.inputs.filter((_, i) => elementCount(operands[i]?.shape ?? []) === count),
    bind(operators, at) {
      const [out, left, right] = [node.outputs[0], ...node.inputs].map(at);
      return () => operators.binary(code, out, left, right, n0, n1, n2, l0, l1, l2, r0, r1, r2);
    },
  };
}

function unary(node: PlanNode, code: number, shape: readonly number[], alpha = 0): NodeKernel {
  const count = elementCount(shape);
  return {
    inPlace: [node.inputs[0]],
    bind(operators, at) {
      const [out, input] = [node.outputs[0], node.inputs[0]].map(at);
      return () => operators.unary(code, out, input, count, alpha);
    },
  };
}

/**
 * Up to so many multiplications a kernel is faster than ONNX Runtime, which packs its operands first; `tools/bench` has what
 * a step then takes. With a single number a sum there is nothing to pack.
 */
const SMALL_PRODUCT = 25_000;
const SMALL_COLUMN = 32_768;
/** Fewer columns than a register has numbers leave most of it idle. */
const FULL_COLUMNS = 8;
const FEW_ROWS = 64;

function isSmall(m: number, k: number, n: number): boolean {
  if (k === 1) return true;
  if (n === 1) return m * k <= SMALL_COLUMN;
  return m * k * n <= SMALL_PRODUCT && (n >= FULL_COLUMNS || m <= FEW_ROWS);
}

function product(node: PlanNode, [m, n]: readonly number[], specOf: SpecOf): NodeKernel | null {
  const [left, right, bias] = node.inputs.map(name => (name === '' ? null : specOf(name)?.shape));
  if (left?.length !== 2 || right?.length !== 2) return null;
  const transposeLeft = integerOf(node, 'transA', 0) === 1;
  const transposeRight = integerOf(node, 'transB', 0) === 1;
  const k = left[transposeLeft ? 0 : 1];
  if (!isSmall(m, k, n)) return null;
  const isBiasARow = bias?.length === 1 && bias[0] === n && floatOf(node, 'beta', 1) === 1;
  if (bias && !isBiasARow) return null;
  const alpha = floatOf(node, 'alpha', 1);
  return {
    inPlace: [],
    bind(operators, at) {
      const [out, first, second] = [node.outputs[0], ...node.inputs].map(at);
      const added = bias ? at(node.inputs[2]) : 0;
      return () =>
        operators.product(out, first, second, added, m, k, n, transposeLeft, transposeRight, alpha);
    },
  };
}

function rectify(
  node: PlanNode,
  [rows, columns]: readonly number[],
  name: 'rectify' | 'rectifyDrawn',
): NodeKernel {
  return {
    inPlace: [node.inputs[0]],
    bind(operators, at) {
      const [out, input, bias, mask] = [node.outputs[0], ...node.inputs].map(value =>
        value === '' ? 0 : at(value),
      );
      return () => operators[name](out, input, bias, mask, rows, columns);
    },
  };
}

function rectifierGradient(node: PlanNode, [rows, columns]: readonly number[]): NodeKernel {
  return {
    inPlace: [node.inputs[0]],
    bind(operators, at) {
      const [gradient, kept] = node.inputs.map(at);
      const out = at(node.outputs[0]);
      const sums = node.outputs.length > 1 ? at(node.outputs[1]) : 0;
      return () => operators.rectifierGradient(out, gradient, kept, sums, rows, columns);
    },
  };
}

function fieldSums(node: PlanNode, [rows, fields, dim]: readonly number[]): NodeKernel {
  return {
    inPlace: [],
    bind(operators, at) {
      const [vectors, weightSums, sums, squares] = node.outputs.map(at);
      const input = at(node.inputs[0]);
      return () => operators.fieldSums(vectors, weightSums, sums, squares, input, rows, fields, dim);
    },
  };
}

function fieldGradient(node: PlanNode, [rows, fields, width]: readonly number[], specOf: SpecOf): NodeKernel {
  const otherRow = elementCount(specOf(node.inputs[3])?.shape ?? []) / rows;
  const offset = integerOf(node, 'offset', 0);
  return {
    inPlace: [],
    bind(operators, at) {
      const [out, vectors, sums, score, other] = [node.outputs[0], ...node.inputs].map(at);
      const begin = other + offset * FLOAT_BYTES;
      return () =>
        operators.fieldGradient(out, vectors, sums, score, begin, otherRow, rows, fields, width - 1);
    },
  };
}

function reduction(node: PlanNode, { graph }: Program, specOf: SpecOf): NodeKernel | null {
  const shape = specOf(node.inputs[0])?.shape;
  if (!shape) return null;
  const asked = node.inputs.length > 1 ? integersOf(graph, node.inputs[1]) : integerListOf(node, 'axes');
  if (node.inputs.length > 1 && asked === null) return null;
  const axes = (asked ?? shape.map((_, axis) => axis)).map(axis => (axis < 0 ? axis + shape.length : axis));
  const first = Math.min(...axes, shape.length);
  const last = Math.max(...axes, -1);
  if (axes.length === 0 || last - first + 1 !== new Set(axes).size) return null;
  const outer = elementCount(shape.slice(0, first));
  const axis = elementCount(shape.slice(first, last + 1));
  const inner = elementCount(shape.slice(last + 1));
  const scale = node.op === 'ReduceMean' ? 1 / axis : 1;
  return {
    inPlace: [],
    bind(operators, at) {
      const [out, input] = [node.outputs[0], node.inputs[0]].map(at);
      return node.op === 'ReduceMax'
        ? () => operators.max(out, input, outer, axis, inner)
        : () => operators.sum(out, input, outer, axis, inner, scale);
    },
  };
}

/** `Split` and `Concat`: the parts of a whole along an axis. */
function joint(node: PlanNode, specOf: SpecOf): NodeKernel | null {
  const isSplit = node.op === 'Split';
  const [whole] = isSplit ? node.inputs : node.outputs;
  const parts = isSplit ? node.outputs : node.inputs;
  const shape = specOf(whole)?.shape;
  if (!shape) return null;
  const axis = positive(integerOf(node, 'axis', 0), shape.length);
  const inner = elementCount(shape.slice(axis + 1));
  const outer = elementCount(shape.slice(0, axis));
  const row = shape[axis] * inner;
  const widths: number[] = [];
  for (const part of parts) {
    const spec = specOf(part);
    if (spec?.type !== 'float') return null;
    widths.push(spec.shape[axis] * inner);
  }
  return {
    inPlace: [],
    bind(operators, at) {
      let begin = at(whole);
      const copies = parts.map((part, i) => {
        const [place, width, partPlace] = [begin, widths[i], at(part)];
        begin += width * FLOAT_BYTES;
        const [out, input, o, from] = isSplit
          ? [partPlace, place, width, row]
          : [place, partPlace, row, width];
        return out === input
          ? null
          : () => operators.copy(out, input, 1, 1, outer, width, 0, 0, o, 1, 0, 0, from, 1);
      });
      return inTurn(copies.filter(copy => copy !== null));
    },
  };
}

function transposed(node: PlanNode, specOf: SpecOf): NodeKernel | null {
  return copied(node, specOf, input => {
    const strides = contiguousStrides(input);
    const order = integerListOf(node, 'perm') ?? input.map((_, axis) => input.length - 1 - axis);
    return order.map(axis => strides[axis]);
  });
}

/** `Slice` by constants, every element of it. */
function sliced(node: PlanNode, { graph }: Program, specOf: SpecOf): NodeKernel | null {
  const [, ...bounds] = node.inputs;
  const [begins, , axes, steps] = bounds.map(name => integersOf(graph, name));
  const shape = specOf(node.inputs[0])?.shape;
  if (!begins || !axes || !shape || bounds.length > 4) return null;
  if (bounds.length === 4 && !steps?.every(step => step === 1)) return null;
  const strides = contiguousStrides(shape);
  const offset = axes.reduce((sum, asked, i) => {
    const axis = positive(asked, shape.length);
    return sum + Math.min(positive(begins[i], shape[axis]), shape[axis]) * strides[axis];
  }, 0);
  return copied(node, specOf, () => strides, offset);
}

/** A copy whose input is walked through with these strides. */
function copied(
  node: PlanNode,
  specOf: SpecOf,
  stridesOf: (shape: readonly number[]) => readonly number[],
  offset = 0,
): NodeKernel | null {
  const [input, output] = [specOf(node.inputs[0]), specOf(node.outputs[0])];
  if (!input || !output) return null;
  const strides = [contiguousStrides(output.shape), stridesOf(input.shape)];
  const loop = foldLoop({ sizes: output.shape, strides }, 4);
  if (!loop) return null;
  const [n0, n1, n2, n3] = loop.sizes;
  const [[o0, o1, o2, o3], [i0, i1, i2, i3]] = loop.strides;
  return {
    inPlace: [],
    bind(operators, at) {
      const out = at(node.outputs[0]);
      const from = at(node.inputs[0]) + offset * FLOAT_BYTES;
      return () => operators.copy(out, from, n0, n1, n2, n3, o0, o1, o2, o3, i0, i1, i2, i3);
    },
  };
}

function positive(axis: number, size: number): number {
  return axis < 0 ? axis + size : axis;
}

function inTurn(calls: readonly (() => void)[]): () => void {
  const [only, ...others] = calls;
  if (only && others.length === 0) return only;
  return () => {
    for (const call of calls) call();
  };
}
