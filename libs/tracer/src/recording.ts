import { createHash } from 'node:crypto';
import type { Attribute, DataType, Tensor, TensorSpec } from '@reckit/onnx';
import type { ValueId } from './traced-tensor';

/** A node as it was traced: values by number, and who caused it. */
export interface RecordedNode {
  readonly op: string;
  /** `null` leaves an optional input out. */
  readonly inputs: readonly (ValueId | null)[];
  readonly outputs: readonly ValueId[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** The op of TensorFlow.js that caused the node, for messages. */
  readonly caller: string;
}

export interface RecordedConstant {
  readonly tensor: Tensor;
  /** Null for one that nobody asks for by name. */
  readonly name: string | null;
}

/**
 * The nodes of one trace in running order. Equal constants are one value, and so are equal nodes: no
 * operator that is recorded here is random.
 */
export class Recording {
  readonly inputs: { readonly value: ValueId; readonly spec: TensorSpec }[] = [];
  readonly outputs: { readonly value: ValueId; readonly spec: TensorSpec }[] = [];
  readonly constants = new Map<ValueId, RecordedConstant>();
  readonly nodes: RecordedNode[] = [];
  /** Of the values whose shapes the tracer knows, as the graph has them. */
  readonly shapes = new Map<ValueId, readonly number[]>();
  /** Of the values whose element types the tracer knows. */
  readonly types = new Map<ValueId, DataType>();
  readonly #known = new Map<string, readonly ValueId[]>();
  readonly #producers = new Map<ValueId, RecordedNode>();
  #valueCount = 0;

  /** Told by the tracer before every kernel. */
  caller = 'the traced function';

  input(spec: TensorSpec): ValueId {
    const value = this.newValue();
    this.inputs.push({ value, spec });
    return value;
  }

  output(value: ValueId, spec: TensorSpec): void {
    this.outputs.push({ value, spec });
  }

  constant(tensor: Tensor): ValueId {
    const key = digestOf(tensor);
    const [value] = this.#once(`constant ${key}`, () => {
      const fresh = this.newValue();
      this.constants.set(fresh, { tensor, name: null });
      return [fresh];
    });
    return value;
  }

  /** Adds a constant under its name, whatever others are equal to it. */
  namedConstant(name: string, tensor: Tensor): ValueId {
    const value = this.newValue();
    this.constants.set(value, { tensor, name });
    return value;
  }

  /** Adds a node, unless the same one is there already, and returns its first output. */
  node(
    op: string,
    inputs: readonly (ValueId | null)[],
    attributes: RecordedNode['attributes'] = {},
  ): ValueId {
    return this.nodeOf(1, op, inputs, attributes)[0];
  }

  /** The same for a node with several outputs. */
  nodeOf(
    outputCount: number,
    op: string,
    inputs: readonly (ValueId | null)[],
    attributes: RecordedNode['attributes'] = {},
  ): readonly [ValueId, ...ValueId[]] {
    return this.#once(JSON.stringify([op, outputCount, inputs, attributes]), () => {
      const first = this.newValue();
      const rest = Array.from({ length: outputCount - 1 }, () => this.newValue());
      const outputs: [ValueId, ...ValueId[]] = [first, ...rest];
      const node = { op, inputs, outputs, attributes, caller: this.caller };
      this.nodes.push(node);
      outputs.forEach(output => this.#producers.set(output, node));
      return outputs;
    });
  }

  /** A number that no value has yet. */
  newValue(): ValueId {
    return this.#valueCount++;
  }

  /** The node that computes a value; none for inputs and constants. */
  producer(value: ValueId): RecordedNode | undefined {
    return this.#producers.get(value);
  }

  #once(key: string, make: () => [ValueId, ...ValueId[]]): readonly [ValueId, ...ValueId[]] {
    const [first, ...rest] = this.#known.get(key) ?? [];
    if (first !== undefined) return [first, ...rest];
    const made = make();
    this.#known.set(key, made);
    return made;
  }
}

function digestOf({ type, shape, values }: Tensor): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return `${type} [${shape.join(', ')}] ${createHash('sha256').update(bytes).digest('base64')}`;
}
