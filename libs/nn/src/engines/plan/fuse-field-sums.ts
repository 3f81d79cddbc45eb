import type { Program } from '@reckit/tracer';
import { integerListOf, integerOf, integersOf, type PlanNode } from './plan-node';
import type { SpecOf } from './value-specs';

/**
 * Makes one node of what a factorisation machine needs of fields, each a weight and a vector: the parts of `Split`, the sum of
 * the weights, the sum of the vectors, and the sum of all squares.
 */
export function fuseFieldSums(
  nodes: readonly PlanNode[],
  { graph }: Program,
  specOf: SpecOf,
): readonly PlanNode[] {
  const readers = new Map<string, PlanNode[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) readers.set(input, [...(readers.get(input) ?? []), node]);
  }
  const results = new Set(graph.outputs.map(({ name }) => name));

  const others = new Set<PlanNode>();
  const fused = new Map<PlanNode, PlanNode>();
  for (const split of nodes) {
    const found = fieldSumsOf(split);
    if (!found) continue;
    const { sums, square } = found;
    [...sums, square].forEach(node => others.add(node));
    const outputs = [split.outputs[1], ...sums.flatMap(sum => sum.outputs)];
    const inputs = split.inputs.slice(0, 1);
    fused.set(split, { op: 'FieldSums', domain: 'fused', inputs, outputs, attributes: {} });
  }
  return nodes.filter(node => !others.has(node)).map(node => fused.get(node) ?? node);

  /** The sums of weights, of vectors and of their squares, in this order, and what makes the squares. */
  function fieldSumsOf(split: PlanNode): { sums: readonly PlanNode[]; square: PlanNode } | null {
    if (split.op !== 'Split' || split.outputs.length !== 2) return null;
    const [weights, vectors] = split.outputs;
    const shape = specOf(vectors)?.shape ?? [];
    const isOfFields = shape.length === 3 && [2, -1].includes(integerOf(split, 'axis', 0));
    if (!isOfFields || specOf(weights)?.shape[2] !== 1 || specOf(vectors)?.type !== 'float') return null;
    const square = readers.get(vectors)?.find(({ op, inputs }) => op === 'Mul' && inputs[0] === inputs[1]);
    const weightSum = onlyReaderOf(weights);
    const vectorSum = readers.get(vectors)?.find(node => isSum(node, '1'));
    const squareSum = square && onlyReaderOf(square.outputs[0]);
    if (!square || !weightSum || !vectorSum || !squareSum) return null;
    if (!isSum(weightSum, '1') || !isSum(squareSum, '1,2')) return null;
    return { sums: [weightSum, vectorSum, squareSum], square };
  }

  function onlyReaderOf(name: string): PlanNode | null {
    const [reader, ...more] = readers.get(name) ?? [];
    return reader && more.length === 0 && !results.has(name) ? reader : null;
  }

  function isSum(node: PlanNode, axes: string): boolean {
    const asked = node.inputs.length > 1 ? integersOf(graph, node.inputs[1]) : integerListOf(node, 'axes');
    return node.op === 'ReduceSum' && asked?.join() === axes;
  }
}
