import { GraphBuilder } from '@reckit/onnx';
import type { DataType, Graph } from '@reckit/onnx';
import type { RecordedNode, Recording } from './recording';
import type { ValueId } from './traced-tensor';

/** A graph, and for each of its nodes who caused it. */
export interface WrittenGraph {
  readonly graph: Graph;
  readonly callers: readonly string[];
  /** Of its values, by name, those whose element type and shape the tracer knows. */
  readonly values: ReadonlyMap<string, ValueSpec>;
}

/** What a value of a graph holds. */
export interface ValueSpec {
  readonly type: DataType;
  readonly shape: readonly number[];
}

/** What a graph is written from. */
export type Recorded = Pick<Recording, 'inputs' | 'outputs' | 'constants' | 'shapes' | 'types'> & {
  readonly nodes: readonly RecordedNode[];
};

/** Writes what a trace recorded, without the nodes and constants that reach no output. */
export function writeGraph(name: string, recording: Recorded): WrittenGraph {
  const nodes = liveNodes(recording);
  const builder = new GraphBuilder(name);
  const names = new Names(recording.outputs.map(({ spec }) => spec.name));
  for (const { value, spec } of recording.inputs) {
    names.set(value, builder.input(spec.name, spec.type, spec.shape));
  }
  const outputNames = namesOfOutputs(recording, nodes);
  const nameOf = (value: ValueId | null): string => {
    if (value === null) return '';
    const constant = names.has(value) ? undefined : recording.constants.get(value);
    if (constant !== undefined)
      names.set(value, builder.constant(constant.tensor, names.unique(constant.name ?? 'constant')));
    return names.get(value);
  };
  for (const { op, inputs, outputs, attributes } of nodes) {
    const inputNames = inputs.map(nameOf);
    outputs.forEach(output => names.set(output, outputNames.get(output) ?? names.unique(op)));
    builder.node(op, inputNames, { attributes, outputs: outputs.map(nameOf) });
  }
  for (const { value, spec } of recording.outputs) {
    // A value has one name; inputs, constants and second outputs of a value are copied to theirs.
    if (nameOf(value) !== spec.name) builder.node('Identity', [nameOf(value)], { outputs: [spec.name] });
    builder.output(spec.name, spec.type, spec.shape);
  }
  const values = new Map<string, ValueSpec>();
  for (const value of new Set(nodes.flatMap(({ outputs }) => outputs))) {
    const type = recording.types.get(value);
    const shape = recording.shapes.get(value);
    if (type !== undefined && shape !== undefined) values.set(nameOf(value), { type, shape });
  }
  return { graph: builder.build(), callers: nodes.map(({ caller }) => caller), values };
}

/** The nodes that an output depends on. */
export function liveNodes({ nodes, outputs }: Pick<Recorded, 'nodes' | 'outputs'>): RecordedNode[] {
  const needed = new Set<ValueId | null>(outputs.map(({ value }) => value));
  const live: RecordedNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some(output => needed.has(output))) continue;
    node.inputs.forEach(input => needed.add(input));
    live.push(node);
  }
  return live.reverse();
}

/** The values that nodes compute under the name of an output. */
function namesOfOutputs({ outputs }: Recorded, nodes: readonly RecordedNode[]): Map<ValueId, string> {
  const computed = new Set(nodes.flatMap(node => node.outputs));
  const names = new Map<ValueId, string>();
  for (const { value, spec } of outputs) {
    if (computed.has(value) && !names.has(value)) names.set(value, spec.name);
  }
  return names;
}

/** Names of values; those of outputs are not given away. */
class Names {
  readonly #names = new Map<ValueId, string>();
  readonly #taken: Set<string>;
  readonly #counts = new Map<string, number>();

  constructor(reserved: readonly string[]) {
    this.#taken = new Set(reserved);
  }

  has(value: ValueId): boolean {
    return this.#names.has(value);
  }

  get(value: ValueId): string {
    const name = this.#names.get(value);
    if (name === undefined) throw new Error(`value ${value} is used before it is computed`);
    return name;
  }

  set(value: ValueId, name: string): void {
    this.#names.set(value, name);
    this.#taken.add(name);
  }

  unique(hint: string): string {
    for (;;) {
      const count = this.#counts.get(hint) ?? 0;
      this.#counts.set(hint, count + 1);
      const name = count === 0 ? hint : `${hint}_${count}`;
      if (!this.#taken.has(name)) return name;
    }
  }
}
