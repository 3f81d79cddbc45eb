import { CAST_TARGETS } from '../recorder';
import type { RecordedNode, Recording } from '../recording';
import { liveNodes, type Recorded } from '../write-graph';
import type { ValueId } from '../traced-tensor';

type Inputs = RecordedNode['inputs'];
type Attributes = RecordedNode['attributes'];

/** What a node becomes; its outputs stay. */
export interface Change {
  readonly op: string;
  readonly inputs: Inputs;
  readonly attributes?: Attributes;
}

/**
 * The nodes of a recording while they are rewritten, in running order. Nodes that nobody reads any more stay until they are
 * dropped.
 */
export class Rewriting {
  #inputs: Recording['inputs'];
  #nodes: readonly RecordedNode[];
  #outputs: Recording['outputs'];

  constructor(private readonly recording: Recording) {
    this.#inputs = recording.inputs;
    this.#nodes = recording.nodes;
    this.#outputs = recording.outputs;
  }

  get nodes(): readonly RecordedNode[] {
    return this.#nodes;
  }

  get recorded(): Recorded {
    const { constants, shapes, types } = this.recording;
    return { inputs: this.#inputs, constants, nodes: this.#nodes, outputs: this.#outputs, shapes, types };
  }

  /** Drops the nodes that no output depends on. */
  prune(): void {
    this.#nodes = liveNodes({ nodes: this.#nodes, outputs: this.#outputs });
  }

  /** The node that computes a value, if it is this operator. */
  producer(value: ValueId | null, op: string): RecordedNode | null {
    return this.#nodes.find(node => node.op === op && node.outputs.includes(value ?? -1)) ?? null;
  }

  /** The nodes that read a value; null where it is an output of the graph as well. */
  readers(value: ValueId): readonly RecordedNode[] | null {
    if (this.#outputs.some(output => output.value === value)) return null;
    return this.#nodes.filter(({ inputs }) => inputs.includes(value));
  }

  /** Whether this node alone reads the value. */
  isReadBy(value: ValueId, reader: RecordedNode): boolean {
    const readers = this.readers(value);
    return readers !== null && readers.length === 1 && readers[0] === reader;
  }

  /** As the graph has it; null where it is not known. */
  shape(value: ValueId | null): readonly number[] | null {
    return (value === null ? null : this.recording.shapes.get(value)) ?? null;
  }

  /** The number that a value always is; null where it is none. */
  number(value: ValueId | null): number | null {
    const tensor = value === null ? undefined : this.recording.constants.get(value)?.tensor;
    return tensor?.type === 'float' && tensor.values.length === 1 ? tensor.values[0] : null;
  }

  /** The inputs that are bools. */
  get bools(): Recording['inputs'] {
    return this.#inputs.filter(({ spec }) => spec.type === 'bool');
  }

  /** Whether a value is an input of bools. */
  isBool(value: ValueId | null): boolean {
    return this.bools.some(input => input.value === value);
  }

  /** Has an input be fed floats. */
  feedFloats(value: ValueId): void {
    this.#inputs = this.#inputs.map(input =>
      input.value === value ? { value, spec: { ...input.spec, type: 'float' } } : input,
    );
  }

  /** Whether a node makes floats of something else. */
  isToFloat({ op, attributes: { to } }: RecordedNode): boolean {
    return op === 'Cast' && to?.kind === 'int' && to.value === CAST_TARGETS.float;
  }

  /** Computes something else under the same value. */
  change(node: RecordedNode, { op, inputs, attributes = {} }: Change): void {
    const { outputs, caller } = node;
    this.#nodes = this.#nodes.map(each =>
      each === node ? { op, inputs, attributes, outputs, caller } : each,
    );
  }

  /** Adds a node before another one, for whose sake it is. @returns its value */
  insert(
    before: RecordedNode,
    { op, inputs, attributes = {} }: Change,
    shape: readonly number[] | null,
  ): ValueId {
    const value = this.recording.newValue();
    if (shape) this.recording.shapes.set(value, shape);
    // What passes add computes with numbers.
    this.recording.types.set(value, 'float');
    const at = this.#nodes.indexOf(before);
    const node = { op, inputs, attributes, outputs: [value], caller: before.caller };
    this.#nodes = this.#nodes.toSpliced(at, 0, node);
    return value;
  }

  /** Has everybody read `to` where they read `from`. */
  redirect(from: ValueId, to: ValueId): void {
    const moved = <T extends ValueId | null>(value: T): T | ValueId => (value === from ? to : value);
    this.#nodes = this.#nodes.map(node =>
      node.inputs.includes(from) ? { ...node, inputs: node.inputs.map(moved) } : node,
    );
    this.#outputs = this.#outputs.map(({ value, spec }) => ({ value: moved(value), spec }));
  }
}

/** A product of two values of which one is such a thing: the other one, and that. */
export interface Factors<Found> {
  readonly other: ValueId;
  readonly found: Found;
}

/** Finds the factor of a product, whichever side it stands on. @param find - null for what it is not */
export function factorsOf<Found>(
  { op, inputs: [left = null, right = null] }: RecordedNode,
  find: (value: ValueId) => Found | null,
): Factors<Found> | null {
  if (op !== 'Mul' || left === null || right === null) return null;
  const ofRight = find(right);
  if (ofRight !== null) return { other: left, found: ofRight };
  const ofLeft = find(left);
  return ofLeft === null ? null : { other: right, found: ofLeft };
}
