import type { Graph, Node } from '@reckit/onnx';

/**
 * Several operators in one pass over memory: `Rectify` is `max(x + bias, 0) * mask` of `[x, bias, mask]`, of which the last
 * two may be left out; `RectifyDrawn` the same with a mask of bits; `RectifierGradient` is `[gradient, kept]`, the gradient
 * where what was kept is positive, and its columns' sums if there is a second output; `FieldSums` makes vectors, sums of
 * weights, sums of vectors and sums of squares of fields; `FieldGradient` is of `[vectors, sums,
 * score, other]`, the last from column `offset` on.
 */
export interface FusedNode {
  readonly op: 'Rectify' | 'RectifyDrawn' | 'RectifierGradient' | 'FieldSums' | 'FieldGradient';
  readonly domain: 'fused';
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Node['attributes'];
}

/** What a plan runs: an operator of ONNX, or one of our own. */
export type PlanNode = Node | FusedNode;

/** The numbers of a constant that says where or how many; null for what is none. */
export function integersOf({ constants }: Graph, name: string | undefined): readonly number[] | null {
  const tensor = name === undefined ? undefined : constants.get(name);
  return tensor?.type === 'int64' ? Array.from(tensor.values, Number) : null;
}

export function integerOf({ attributes }: PlanNode, name: string, otherwise: number): number {
  const attribute = attributes[name];
  return attribute?.kind === 'int' ? attribute.value : otherwise;
}

export function integerListOf({ attributes }: PlanNode, name: string): readonly number[] | null {
  const attribute = attributes[name];
  return attribute?.kind === 'ints' ? Array.from(attribute.value) : null;
}

export function floatOf({ attributes }: PlanNode, name: string, otherwise: number): number {
  const attribute = attributes[name];
  return attribute?.kind === 'float' || attribute?.kind === 'int' ? attribute.value : otherwise;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
