import type { Program } from '@reckit/tracer';
import type { Node } from '@reckit/onnx';
import type { SpecOf } from './value-specs';
import { floatOf, integerOf, integersOf, type PlanNode } from './plan-node';

/**
 * The nodes of a program, those that one pass over memory can compute together made one.
 *
 * @param ofBits - masks that have a bit for each number
 */
export function fuseNodes(program: Program, specOf: SpecOf, ofBits: ReadonlySet<string>): PlanNode[] {
  const { graph } = program;
  const readers = readersOf(program);
  const makers = new Map(graph.nodes.flatMap(node => node.outputs.map(output => [output, node] as const)));
  /** What takes the place of a node; null if nothing does. */
  const replaced = new Map<Node, readonly PlanNode[] | null>();

  for (const node of graph.nodes) {
    const rectifying = rectified(node);
    if (rectifying) {
      const { relu, product, mask } = rectifying;
      const bias = product?.inputs[2] ?? '';
      const input = product && bias !== '' ? product.outputs[0] : relu.inputs[0];
      if (product && bias !== '') replaced.set(product, [{ ...product, inputs: product.inputs.slice(0, 2) }]);
      if (relu !== node) replaced.set(relu, null);
      replaced.set(node, [
        {
          op: ofBits.has(mask) ? 'RectifyDrawn' : 'Rectify',
          domain: 'fused',
          inputs: [input, bias, mask],
          outputs: node.outputs,
          attributes: {},
        },
      ]);
      continue;
    }
    const following = rectifierGradient(node);
    if (following) {
      const { step, sums, inputs } = following;
      replaced.set(step, null);
      if (sums) replaced.set(sums, null);
      const outputs = sums ? [node.outputs[0], sums.outputs[0]] : node.outputs;
      replaced.set(node, [{ op: 'RectifierGradient', domain: 'fused', inputs, outputs, attributes: {} }]);
    }
  }
  return graph.nodes.flatMap(node => {
    const others = replaced.get(node);
    return others === undefined ? [node] : (others ?? []);
  });

  /** `Relu`, alone or times a mask of its shape, of a product whose bias it then adds. */
  function rectified(node: Node): { relu: Node; product: Node | null; mask: string } | null {
    if (node.op === 'Relu') {
      const [reader, ...others] = readers.get(node.outputs[0]) ?? [];
      const isMasked = others.length === 0 && reader && reader !== 'output' && maskOf(reader, node) !== null;
      return isMasked || !isPlane(node.outputs[0])
        ? null
        : { relu: node, product: productOf(node), mask: '' };
    }
    if (node.op !== 'Mul') return null;
    for (const input of node.inputs) {
      const relu = makers.get(input);
      const mask = relu?.op === 'Relu' ? maskOf(node, relu) : null;
      if (relu && mask !== null) return { relu, product: productOf(relu), mask };
    }
    return null;
  }

  /** The factor beside what a rectifier gives, if nobody else reads that. */
  function maskOf(product: Node, relu: Node): string | null {
    const [name] = relu.outputs;
    if (product.op !== 'Mul' || (readers.get(name)?.length ?? 0) !== 1 || !isPlane(name)) return null;
    const other = product.inputs.find(input => input !== name);
    return other !== undefined && haveOneShape(other, name) ? other : null;
  }

  function productOf(relu: Node): Node | null {
    const maker = makers.get(relu.inputs[0]);
    if (maker?.op !== 'Gemm' || (readers.get(maker.outputs[0])?.length ?? 0) !== 1) return null;
    if (maker.inputs.length < 3 || floatOf(maker, 'beta', 1) !== 1) return null;
    const columns = shapeOf(maker.outputs[0])?.at(-1);
    const bias = shapeOf(maker.inputs[2]);
    return bias?.length === 1 && bias[0] === columns ? maker : null;
  }

  /** `Mul(gradient, HardSigmoid(kept))`, whose slope makes a step of it, and the sum of its columns. */
  function rectifierGradient(
    node: Node,
  ): { step: Node; sums: Node | null; inputs: readonly [string, string] } | null {
    if (node.op !== 'Mul' || !isPlane(node.outputs[0])) return null;
    for (const [i, input] of node.inputs.entries()) {
      const step = makers.get(input);
      const gradient = node.inputs[1 - i];
      if (step?.op !== 'HardSigmoid' || !isStep(step) || (readers.get(input)?.length ?? 0) !== 1) continue;
      const [kept] = step.inputs;
      if (!haveOneShape(gradient, kept)) continue;
      const sums = readers
        .get(node.outputs[0])
        ?.find(
          (reader): reader is Node =>
            reader !== 'output' &&
            reader.op === 'ReduceSum' &&
            integersOf(graph, reader.inputs[1])?.join() === '0' &&
            integerOf(reader, 'keepdims', 1) === 0,
        );
      return { step, sums: sums ?? null, inputs: [gradient, kept] };
    }
    return null;
  }

  function isPlane(name: string): boolean {
    return shapeOf(name)?.length === 2 && specOf(name)?.type === 'float';
  }

  function haveOneShape(one: string, other: string): boolean {
    const shape = shapeOf(one);
    return shape !== null && shape.join() === shapeOf(other)?.join();
  }

  function shapeOf(name: string): readonly number[] | null {
    return specOf(name)?.shape ?? null;
  }
}

/** Whether `HardSigmoid` is 1 for what is positive and 0 for what is not. */
export function isStep(node: PlanNode): boolean {
  return floatOf(node, 'beta', 0.5) === 0 && floatOf(node, 'alpha', 0.2) >= 1e38;
}

function readersOf({ graph }: Program): Map<string, (Node | 'output')[]> {
  const readers = new Map<string, (Node | 'output')[]>();
  const note = (name: string, reader: Node | 'output'): void => {
    const known = readers.get(name);
    if (known) known.push(reader);
    else readers.set(name, [reader]);
  };
  for (const node of graph.nodes) for (const input of node.inputs) note(input, node);
  for (const { name } of graph.outputs) note(name, 'output');
  return readers;
}
