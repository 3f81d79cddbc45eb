import { encodeModel, type Graph, type Node, type TensorSpec } from '@reckit/onnx';
import type { StepMemory } from '@reckit/kernels';
import type { Program, ValueSpec } from '@reckit/tracer';
import type { BoundGraph, NativeRuntime, PlacedTensor } from '../native/native-runtime';
import { fuseFieldGradients } from './fuse-field-gradients';
import { fuseFieldSums } from './fuse-field-sums';
import { fuseNodes } from './fuse-nodes';
import { layOut, type HomeUse } from './lay-out';
import { planItems, type PlanItem } from './plan-items';
import { elementCount, type PlanNode } from './plan-node';
import { ValueHomes } from './value-homes';
import { known, specsOf, type SpecOf } from './value-specs';

/** A traced program with a place for each of its values, node by node. */
export interface Plan {
  /** The numbers of an input or output, where the program reads or writes them. */
  floats(name: string): Float32Array<SharedArrayBuffer>;
  run(): void;
  close(): void;
}

/** Where a value has its numbers, or, if it is one of `rectifierMasks`, its bits. */
export type PlacedValue = Float32Array | Uint8Array;

export interface PlanSettings {
  readonly memory: StepMemory;
  readonly runtime: NativeRuntime;
  /** Inside one operator of ONNX Runtime. */
  readonly threads: number;
  /** Inputs and outputs that have their places in the memory already. */
  readonly placed?: Readonly<Record<string, PlacedValue>>;
}

const ELEMENT_BYTES: Readonly<Partial<Record<ValueSpec['type'], number>>> = {
  float: 4,
  int32: 4,
  int64: 8,
  bool: 1,
};

/**
 * Makes a plan of a program: operators that have a kernel run on the memory itself, the others in ONNX Runtime, bound to it.
 *
 * @throws RangeError if the memory has no room
 */
export function compilePlan(program: Program, { memory, runtime, threads, placed = {} }: PlanSettings): Plan {
  const { graph } = program;
  const specOf = specsOf(program);
  const ofBits = Object.keys(placed).filter(name => placed[name] instanceof Uint8Array);
  const nodes = [fuseFieldSums, fuseFieldGradients].reduce<readonly PlanNode[]>(
    (before, fuse) => fuse(before, program, specOf),
    fuseNodes(program, specOf, new Set(ofBits)),
  );
  const { items, aliases } = planItems(nodes, program, specOf);
  const namesOf = itemNames(nodes, graph);
  const computed = new Set(items.flatMap(item => namesOf(item).writes));
  const homes = new ValueHomes(items, aliases, specOf, name => computed.has(name) && !(name in placed));
  const rootOf = (name: string): string => homes.of(name).root;

  const ends = [...graph.inputs, ...graph.outputs].map(({ name }) => rootOf(name));
  const uses = items.map((item): HomeUse => {
    const { reads, writes, inPlace } = namesOf(item);
    return {
      reads: reads.map(rootOf),
      writes: writes.map(rootOf),
      // What is a part of something larger cannot take its place, nor that of what is read in part as well.
      inPlace: inPlace
        .filter(
          name => isWhole(writes[0]) && reads.every(read => rootOf(read) !== rootOf(name) || isWhole(read)),
        )
        .map(rootOf),
    };
  });
  const used = new Set([...ends, ...uses.flatMap(({ reads, writes }) => [...reads, ...writes])]);
  const kept = new Set([...ends, ...[...used].filter(name => graph.constants.has(name))]);
  const sizes = new Map([...used].filter(name => !(name in placed)).map(name => [name, bytesOf(name)]));
  const { places, bytes } = layOut(uses, sizes, kept);
  const block = memory.take(bytes);

  const sessions: BoundGraph[] = [];
  try {
    for (const name of kept) {
      const constant = graph.constants.get(name);
      if (!constant || constant.type === 'string') continue;
      const { buffer, byteOffset, byteLength } = constant.values;
      memory.bytes(addressOf(name), byteLength).set(new Uint8Array(buffer, byteOffset, byteLength));
    }
    const calls = items.map(callOf);
    return {
      floats: name => memory.floats(addressOf(name), elementCount(shapeOf(name))),
      run() {
        for (const call of calls) call();
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }

  function close(): void {
    for (const session of sessions.splice(0)) session.close();
    memory.give(block);
  }

  function callOf(item: PlanItem): () => void {
    if (item.kind === 'kernel') return item.kernel.bind(memory.operators, addressOf);
    const part = partOf(item.nodes, graph, specOf, namesOf(item));
    const tensors = Object.fromEntries(
      [...part.inputs, ...part.outputs].map(({ name }) => [name, tensorOf(name)]),
    );
    const session = runtime.open(encodeModel(part), threads, tensors);
    sessions.push(session);
    return () => session.run();
  }

  function tensorOf(name: string): PlacedTensor {
    const { type, shape } = known(specOf, name);
    if (type !== 'float' && type !== 'int32' && type !== 'int64' && type !== 'bool')
      throw new Error(`"${name}" is ${type}, which no plan holds.`);
    return { type, shape, bytes: memory.bytes(addressOf(name), bytesOf(name)) };
  }

  function addressOf(name: string): number {
    const { root, bytes: offset } = homes.of(name);
    return root in placed ? placed[root].byteOffset + offset : block.at + (places.get(root) ?? NaN) + offset;
  }

  function isWhole(name: string): boolean {
    const { root, bytes: offset } = homes.of(name);
    return offset === 0 && bytesOf(root) === bytesOf(name);
  }

  function bytesOf(name: string): number {
    const { type, shape } = known(specOf, name);
    return elementCount(shape) * (ELEMENT_BYTES[type] ?? NaN);
  }

  function shapeOf(name: string): readonly number[] {
    return known(specOf, name).shape;
  }
}

interface ItemNames {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly inPlace: readonly string[];
}

/** Tells what an item reads and writes; the constants that ONNX Runtime holds itself are none. */
function itemNames(all: readonly PlanNode[], { constants, outputs }: Graph): (item: PlanItem) => ItemNames {
  const readers = new Map<string, Set<PlanNode>>();
  for (const node of all) {
    for (const input of node.inputs) readers.set(input, (readers.get(input) ?? new Set()).add(node));
  }
  const results = new Set(outputs.map(({ name }) => name));
  return item => {
    if (item.kind === 'kernel') {
      const { node, kernel } = item;
      const reads = node.inputs.filter(name => name !== '' && constants.get(name)?.type !== 'int64');
      return { reads, writes: node.outputs, inPlace: kernel.inPlace };
    }
    const inside = new Set<PlanNode>(item.nodes);
    const own = new Set(item.nodes.flatMap(node => node.outputs));
    const inputs = new Set(item.nodes.flatMap(node => node.inputs));
    return {
      reads: [...inputs].filter(name => name !== '' && !own.has(name) && !constants.has(name)),
      writes: [...own].filter(
        name => results.has(name) || [...(readers.get(name) ?? [])].some(reader => !inside.has(reader)),
      ),
      inPlace: [],
    };
  };
}

/** Some nodes of a graph as one of their own. */
function partOf(
  nodes: readonly Node[],
  { name, constants }: Graph,
  specOf: SpecOf,
  { reads, writes }: { readonly reads: readonly string[]; readonly writes: readonly string[] },
): Graph {
  const specified = (value: string): TensorSpec => ({ name: value, ...known(specOf, value) });
  const inputs = new Set(nodes.flatMap(node => node.inputs));
  return {
    name,
    inputs: reads.map(specified),
    constants: new Map([...constants].filter(([constant]) => inputs.has(constant))),
    nodes,
    outputs: writes.map(specified),
  };
}
