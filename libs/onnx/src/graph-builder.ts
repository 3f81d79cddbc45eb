import { InvalidGraph } from './errors';
import type {
  Attribute,
  Dimension,
  Domain,
  DataType,
  Graph,
  Node,
  Tensor,
  TensorSpec,
  TextTensor,
} from './graph';

/** How a node differs from a plain ONNX operator with one unnamed output. */
export interface NodeOptions {
  /** Operator set the operator belongs to. @default '' (ONNX's own) */
  readonly domain?: Domain;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Names of the outputs, which tell how many there are. @default one, named after the operator */
  readonly outputs?: readonly string[];
}

/**
 * Builds a {@link Graph} value by value. Values are known by name; a node may only use values that exist,
 * so the nodes are in running order and the graph has no cycle by construction.
 *
 * @example
 * const graph = new GraphBuilder('double');
 * const x = graph.input('x', 'float', ['rows', 4]);
 * const two = graph.constant({ type: 'float', shape: [], values: Float32Array.of(2) });
 * graph.node('Mul', [x, two], { outputs: ['y'] });
 * graph.output('y', 'float', ['rows', 4]);
 * const bytes = encodeModel(graph.build());
 */
export class GraphBuilder {
  readonly #name: string;
  readonly #inputs: TensorSpec[] = [];
  readonly #constants = new Map<string, Tensor | TextTensor>();
  readonly #nodes: Node[] = [];
  readonly #outputs: TensorSpec[] = [];
  readonly #values = new Set<string>();
  readonly #counts = new Map<string, number>();

  constructor(name: string) {
    this.#name = name;
  }

  /** Declares an input of the graph and returns its name. */
  input(name: string, type: DataType, shape: readonly Dimension[]): string {
    this.#inputs.push({ name, type, shape });
    return this.#define(name);
  }

  /**
   * Adds a constant (an ONNX initializer) and returns its name, made unique from `hint`.
   * @throws InvalidGraph if the number of values is not the product of the shape
   */
  constant(tensor: Tensor | TextTensor, hint = 'constant'): string {
    const size = tensor.shape.reduce((product, dimension) => product * dimension, 1);
    if (tensor.values.length !== size) {
      throw new InvalidGraph(
        `${hint}: ${tensor.values.length} values for shape [${tensor.shape.join(', ')}], which takes ${size}.`,
      );
    }
    const name = this.#define(this.#unique(hint));
    this.#constants.set(name, tensor);
    return name;
  }

  /**
   * Adds a node and returns the name of its first output.
   * @throws InvalidGraph if an input is no value of the graph yet, or an output name is taken
   */
  node(op: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const { domain = '', attributes = {}, outputs = [this.#unique(op)] } = options;
    const unknown = inputs.find(input => input !== '' && !this.#values.has(input));
    if (unknown !== undefined) {
      throw new InvalidGraph(`${op}: input "${unknown}" is no value of graph "${this.#name}" yet.`);
    }
    const [first] = outputs;
    if (first === undefined) throw new InvalidGraph(`${op}: a node needs at least one output.`);
    outputs.forEach(output => this.#define(output));
    this.#nodes.push({ op, domain, inputs, outputs, attributes });
    return first;
  }

  /**
   * Declares an existing value as an output of the graph.
   * @throws InvalidGraph if there is no such value
   */
  output(name: string, type: DataType, shape: readonly Dimension[]): void {
    if (!this.#values.has(name)) {
      throw new InvalidGraph(`Output "${name}" is no value of graph "${this.#name}".`);
    }
    this.#outputs.push({ name, type, shape });
  }

  /** The graph built so far, as plain data. */
  build(): Graph {
    return {
      name: this.#name,
      inputs: [...this.#inputs],
      constants: new Map(this.#constants),
      nodes: [...this.#nodes],
      outputs: [...this.#outputs],
    };
  }

  #define(name: string): string {
    if (name === '' || this.#values.has(name)) {
      throw new InvalidGraph(`"${name}" cannot name a new value of graph "${this.#name}": empty or taken.`);
    }
    this.#values.add(name);
    return name;
  }

  #unique(hint: string): string {
    for (;;) {
      const count = this.#counts.get(hint) ?? 0;
      this.#counts.set(hint, count + 1);
      const name = count === 0 ? hint : `${hint}_${count}`;
      if (!this.#values.has(name)) return name;
    }
  }
}
