import type { Node } from '@reckit/onnx';
import type { Program } from '@reckit/tracer';
import { kernelOf, type NodeKernel } from './node-kernels';
import type { SpecOf } from './value-specs';
import { elementCount, integerOf, integersOf, type PlanNode } from './plan-node';

/** What a plan does, in turn: a kernel's work, or a part of the graph that ONNX Runtime computes. */
export type PlanItem =
  | { readonly kind: 'kernel'; readonly node: PlanNode; readonly kernel: NodeKernel }
  | { readonly kind: 'session'; readonly nodes: readonly Node[] };

/** A value that has its numbers within another one: so many elements behind its beginning. */
export interface ValueAlias {
  readonly of: string;
  readonly offset: number;
}

export interface PlannedItems {
  readonly items: readonly PlanItem[];
  readonly aliases: ReadonlyMap<string, ValueAlias>;
}

/**
 * Has kernels compute what they can, and ONNX Runtime the rest, in as few parts as possible: a part waits until a kernel
 * reads what it computes. What only looks at numbers in another shape costs nothing.
 */
export function planItems(nodes: readonly PlanNode[], program: Program, specOf: SpecOf): PlannedItems {
  const items: PlanItem[] = [];
  const aliases = new Map<string, ValueAlias>();
  const outputs = new Set(program.graph.outputs.map(({ name }) => name));
  let waiting: Node[] = [];
  const pending = new Set<string>();

  function flush(): void {
    if (waiting.length > 0) items.push({ kind: 'session', nodes: waiting });
    waiting = [];
    pending.clear();
  }

  for (const node of nodes) {
    const isPending = node.inputs.some(input => pending.has(input));
    const aliased = aliasesOf(node, program, specOf, outputs);
    if (aliased) {
      for (const [name, alias] of aliased) {
        aliases.set(name, alias);
        if (isPending) pending.add(name);
      }
      continue;
    }
    const kernel = kernelOf(node, program, specOf);
    if (kernel) {
      if (isPending) flush();
      items.push({ kind: 'kernel', node, kernel });
      continue;
    }
    if (node.domain === 'fused')
      throw new Error(`no kernel computes ${node.op} of ${node.inputs.join(', ')}`);
    // It would be read under a name that the part does not compute.
    if (node.inputs.some(input => aliases.has(input) && pending.has(input))) flush();
    waiting.push(node);
    for (const output of node.outputs) pending.add(output);
  }
  flush();
  return { items, aliases };
}

/** Where the outputs of a node are that moves no number; null for one that does. */
function aliasesOf(
  node: PlanNode,
  { graph }: Program,
  specOf: SpecOf,
  graphOutputs: ReadonlySet<string>,
): readonly (readonly [string, ValueAlias])[] | null {
  const [input] = node.inputs;
  const isKnown = [input, ...node.outputs].every(name => specOf(name) !== null);
  // Outputs have places of their own.
  if (!isKnown || node.outputs.some(name => graphOutputs.has(name))) return null;
  switch (node.op) {
    case 'Reshape':
    case 'Squeeze':
    case 'Unsqueeze':
    case 'Identity':
      return [[node.outputs[0], { of: input, offset: 0 }]];
    case 'Split': {
      // Offsets are in floats.
      if (specOf(input)?.type !== 'float') return null;
      const shape = specOf(input)?.shape ?? [];
      const axis = integerOf(node, 'axis', 0);
      if (elementCount(shape.slice(0, axis < 0 ? axis + shape.length : axis)) !== 1) return null;
      if (integersOf(graph, node.inputs[1]) === null) return null;
      let offset = 0;
      return node.outputs.map(name => {
        const alias = [name, { of: input, offset }] as const;
        offset += elementCount(specOf(name)?.shape ?? []);
        return alias;
      });
    }
    default:
      return null;
  }
}
