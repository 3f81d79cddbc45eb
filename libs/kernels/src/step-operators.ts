import type { AdamStep } from './embedding-rows';

/** In the order in which `assembly/unary-operators.ts` numbers them. */
const UNARY_NAMES = [
  'relu',
  'exp',
  'log',
  'sqrt',
  'neg',
  'abs',
  'reciprocal',
  'sigmoid',
  'tanh',
  'square',
  'positive',
  'scale',
  'shift',
] as const;

/** In the order in which `assembly/binary-operators.ts` numbers them. */
const BINARY_NAMES = ['add', 'sub', 'mul', 'div', 'min', 'max', 'squaredDifference'] as const;

export type UnaryOperator = (typeof UNARY_NAMES)[number];
export type BinaryOperator = (typeof BINARY_NAMES)[number];

/**
 * What `unary` calls an operator: `positive` is 1 where a number is greater than 0 and 0 elsewhere, `scale` multiplies by
 * alpha, `shift` adds it.
 */
export const UNARY_OPERATORS = numbered(UNARY_NAMES);
/** What `binary` calls an operator: `min` and `max` of NaN and a number are NaN. */
export const BINARY_OPERATORS = numbered(BINARY_NAMES);

/**
 * The functions of `assembly/step-operators.ts` on one memory. Addresses are in bytes, sizes and strides in float32 numbers.
 * An output never overlaps with an input in part; those of `unary`, `binary`, the rectifiers and their gradient may be the
 * same as an input that has each number at the same place. Sums have a fixed order.
 */
export interface StepOperators {
  /** `out` is [n0, n1, n2]; operands have any strides along its axes, 0 where they are broadcast. */
  binary(
    operator: number,
    out: number,
    left: number,
    right: number,
    n0: number,
    n1: number,
    n2: number,
    l0: number,
    l1: number,
    l2: number,
    r0: number,
    r1: number,
    r2: number,
  ): void;
  /**
   * Results of `exp`, `log`, `sigmoid` and `tanh` are at most two units in the last place from the right ones; those of `exp`
   * below 2^-70 are 0.
   */
  unary(operator: number, out: number, input: number, count: number, alpha: number): void;
  /** From [outer, axis, inner] to [outer, inner], times `scale`. */
  sum(out: number, input: number, outer: number, axis: number, inner: number, scale: number): void;
  /** The greatest number of those that `sum` would add. */
  max(out: number, input: number, outer: number, axis: number, inner: number): void;
  /** [n0, n1, n2, n3] numbers from places with strides `i` to places with strides `o`. */
  copy(
    out: number,
    input: number,
    n0: number,
    n1: number,
    n2: number,
    n3: number,
    o0: number,
    o1: number,
    o2: number,
    o3: number,
    i0: number,
    i1: number,
    i2: number,
    i3: number,
  ): void;
  /** `max(input + bias, 0) * mask`; `bias` [columns] or `mask` [rows, columns] may be 0 for none. */
  rectify(out: number, input: number, bias: number, mask: number, rows: number, columns: number): void;
  /** `rectify` with a bit of `mask` for each number, as `draw` writes them. */
  rectifyDrawn(out: number, input: number, bias: number, mask: number, rows: number, columns: number): void;
  /**
   * The gradient where `kept` is greater than 0 and it is not below 2^-70 itself, else 0; `sums` takes its columns' sums
   * unless it is 0.
   */
  rectifierGradient(
    out: number,
    gradient: number,
    kept: number,
    sums: number,
    rows: number,
    columns: number,
  ): void;
  /**
   * The gradient [rows, fields, 1 + dim] of fields of a weight and a vector each: `score` [rows] for the weights, and
   * `(sums - vectors) * score + other` for the vectors [rows, fields, dim], with `sums` [rows, dim]. The rows of `other`
   * begin `otherRow` numbers one after the other.
   */
  fieldGradient(
    out: number,
    vectors: number,
    sums: number,
    score: number,
    other: number,
    otherRow: number,
    rows: number,
    fields: number,
    dim: number,
  ): void;
  /**
   * Takes fields [rows, fields, 1 + dim] of a weight and a vector each apart: the vectors, the sum of a row's weights [rows],
   * that of its vectors [rows, dim] and that of their squares [rows].
   */
  fieldSums(
    vectors: number,
    weightSums: number,
    sums: number,
    squares: number,
    input: number,
    rows: number,
    fields: number,
    dim: number,
  ): void;
  /**
   * `alpha * left * right + bias` [m, n] of small matrices: `left` is [m, k], or [k, m] if it is transposed, `right` [k, n],
   * or [n, k]; `bias` [n] may be 0 for none.
   */
  product(
    out: number,
    left: number,
    right: number,
    bias: number,
    m: number,
    k: number,
    n: number,
    transposeLeft: boolean,
    transposeRight: boolean,
    alpha: number,
  ): void;
  /**
   * Draws a mask of `32 * words` bits, the lowest of a word first; `kept` is the share of ones in 256th, what follows the
   * state of xoshiro128**.
   */
  draw(
    mask: number,
    words: number,
    kept: number,
    first: number,
    second: number,
    third: number,
    fourth: number,
  ): void;
  /** Writes 1 for each bit of a mask that is set, and 0 for the others: `32 * words` numbers. */
  spread(out: number, mask: number, words: number): void;
  /** A step of Adam over `size` numbers; `keptValue` is what is left of a value before the step. */
  adam(
    values: number,
    gradients: number,
    means: number,
    squares: number,
    size: number,
    rate: number,
    smallest: number,
    keptMean: number,
    newMean: number,
    keptSquare: number,
    newSquare: number,
    keptValue: number,
  ): void;
}

/** The numbers of a step of Adam over all numbers of a vector. */
export interface DenseAdamStep extends AdamStep {
  /** What is left of a value before the step: 1 without decay. */
  readonly keptValue: number;
}

function numbered<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  // Every name has an entry, which is more than `fromEntries` says.
  return Object.fromEntries(names.map((name, i) => [name, i])) as Record<Name, number>;
}
