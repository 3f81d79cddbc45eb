import type { Node } from '@reckit/onnx';
import type { Program } from '@reckit/tracer';
import { integerOf, type PlanNode } from './plan-node';
import type { SpecOf } from './value-specs';

/** What takes the place of some nodes, the last of which is `end`. */
interface Replacement {
  readonly end: PlanNode;
  readonly others: readonly PlanNode[];
  readonly fused: PlanNode;
}

/**
 * Makes one node of the gradient of a factorisation machine's fields, where a deep part reads their vectors as well:
 * `Concat(Expand(g), (sums - vectors) * g + other)`, `other` being a part of a wider plane's columns or not.
 */
export function fuseFieldGradients(
  nodes: readonly PlanNode[],
  { graph }: Program,
  specOf: SpecOf,
): readonly PlanNode[] {
  const makers = new Map(nodes.flatMap(node => node.outputs.map(output => [output, node] as const)));
  const readings = [...nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ name }) => name)];
  const counts = new Map<string, number>();
  for (const name of readings) counts.set(name, (counts.get(name) ?? 0) + 1);

  const found = nodes.map(replacementOf).filter(replacement => replacement !== null);
  const ends = new Map(found.map(({ end, fused }) => [end, fused]));
  const gone = new Set(found.flatMap(({ others }) => others));
  return nodes.filter(node => !gone.has(node)).map(node => ends.get(node) ?? node);

  function replacementOf(concat: PlanNode): Replacement | null {
    const [rows, fields, width] = shapeOf(concat.outputs[0]);
    if (concat.op !== 'Concat' || concat.inputs.length !== 2 || width === undefined) return null;
    if (![2, -1].includes(integerOf(concat, 'axis', 0))) return null;
    const [expand, sum] = [makerOf(concat.inputs[0], 'Expand'), makerOf(concat.inputs[1], 'Add')];
    if (!expand || !sum) return null;
    const dim = width - 1;
    const vectorShape = [rows, fields, dim];
    for (const [product, other] of eitherWay(sum, 'Mul')) {
      for (const [difference, score] of eitherWay(product, 'Sub')) {
        const [sums, vectors] = difference.inputs;
        const isAsExpected =
          score === expand.inputs[0] &&
          has(score, [rows, 1, 1]) &&
          has(sums, [rows, 1, dim]) &&
          [vectors, other].every(name => has(name, vectorShape));
        if (!isAsExpected) continue;
        const { name, offset, unread } = sourceOf(other);
        return {
          end: concat,
          others: [expand, sum, product, difference, ...unread],
          fused: {
            op: 'FieldGradient',
            domain: 'fused',
            inputs: [vectors, sums, score, name],
            outputs: concat.outputs,
            attributes: { offset: { kind: 'int', value: offset } },
          },
        };
      }
    }
    return null;
  }

  /** Where the numbers of a value are before a `Split` of columns copies them, if only this one is read. */
  function sourceOf(name: string): { name: string; offset: number; unread: readonly PlanNode[] } {
    const reshape = makerOf(name, 'Reshape');
    const split = reshape && makerOf(reshape.inputs[0], 'Split');
    const [whole] = split?.inputs ?? [];
    const isOnly = split?.outputs.every(part => part === reshape?.inputs[0] || !counts.has(part));
    if (!reshape || !split || !isOnly || shapeOf(whole).length !== 2) return { name, offset: 0, unread: [] };
    if (![1, -1].includes(integerOf(split, 'axis', 0))) return { name, offset: 0, unread: [] };
    const before = split.outputs.slice(0, split.outputs.indexOf(reshape.inputs[0]));
    const offset = before.reduce((columns, part) => columns + shapeOf(part)[1], 0);
    return { name: whole, offset, unread: [reshape, split] };
  }

  /** The operand that such a node makes, with the other one. */
  function eitherWay({ inputs: [a, b] }: PlanNode, op: Node['op']): (readonly [PlanNode, string])[] {
    return [[a, b] as const, [b, a] as const].flatMap(([made, other]) => {
      const maker = makerOf(made, op);
      return maker ? [[maker, other] as const] : [];
    });
  }

  /** The node of that operator whose output this is, if nobody else reads it. */
  function makerOf(name: string, op: Node['op']): PlanNode | null {
    const maker = makers.get(name);
    return maker?.op === op && counts.get(name) === 1 ? maker : null;
  }

  function has(name: string, shape: readonly number[]): boolean {
    return specOf(name)?.type === 'float' && shapeOf(name).join() === shape.join();
  }

  function shapeOf(name: string): readonly number[] {
    return specOf(name)?.shape ?? [];
  }
}
