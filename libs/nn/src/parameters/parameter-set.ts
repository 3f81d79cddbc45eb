import { InvalidNetwork } from '../errors';
import { PURPOSES } from '../random/purposes';
import { RandomStream } from '../random/random-stream';
import type { Initializer } from './initializers';

/** A trained tensor: a piece of the one flat vector that holds all of them. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** Where its values begin in the flat vector. */
  readonly offset: number;
  readonly size: number;
}

/** A tensor that steps change without training it, such as a running mean: a piece of the flat state vector. */
export interface StateVariable extends Parameter {
  readonly initial: number;
}

/**
 * The parameters of a network, declared while it is built. All values lie in one flat vector, in the order of
 * declaration, so that an optimiser is a handful of element-wise operations for the whole network.
 */
export class ParameterSet {
  readonly #parameters: Parameter[] = [];
  readonly #initializers: Initializer[] = [];
  readonly #state: StateVariable[] = [];
  readonly #names = new Set<string>();

  /**
   * Declares a parameter.
   * @throws InvalidNetwork if the name is taken or a dimension is no positive whole number
   */
  add(name: string, shape: readonly number[], initializer: Initializer): Parameter {
    const parameter = this.#declare(name, shape, this.size);
    this.#parameters.push(parameter);
    this.#initializers.push(initializer);
    return parameter;
  }

  /**
   * Declares a tensor that training steps set themselves (see `Pass.setState`), all its values `initial` at first.
   * @throws InvalidNetwork as `add`
   */
  addState(name: string, shape: readonly number[], initial: number): StateVariable {
    const variable = { ...this.#declare(name, shape, this.stateSize), initial };
    this.#state.push(variable);
    return variable;
  }

  get all(): readonly Parameter[] {
    return this.#parameters;
  }

  get state(): readonly StateVariable[] {
    return this.#state;
  }

  /** Length of the flat vector. */
  get size(): number {
    return endOf(this.#parameters);
  }

  /** Length of the flat state vector; 0 for most networks. */
  get stateSize(): number {
    return endOf(this.#state);
  }

  /** The flat vector before training. Each parameter draws from a stream of its own. */
  initialise(seed: number): Float32Array {
    const values = new Float32Array(this.size);
    this.#parameters.forEach(({ offset, size }, i) => {
      const random = new RandomStream(seed, PURPOSES.parameters, i);
      this.#initializers[i](values.subarray(offset, offset + size), random);
    });
    return values;
  }

  /** The flat state vector before training. */
  initialiseState(): Float32Array {
    const values = new Float32Array(this.stateSize);
    for (const { offset, size, initial } of this.#state) values.fill(initial, offset, offset + size);
    return values;
  }

  #declare(name: string, shape: readonly number[], offset: number): Parameter {
    if (this.#names.has(name)) throw new InvalidNetwork(`Two parameters are named "${name}".`);
    if (shape.some(dimension => !Number.isInteger(dimension) || dimension < 1)) {
      throw new InvalidNetwork(
        `Parameter "${name}" has the shape [${shape.join(', ')}]: sizes are 1 or more.`,
      );
    }
    this.#names.add(name);
    return { name, shape, offset, size: shape.reduce((product, dimension) => product * dimension, 1) };
  }
}

function endOf(pieces: readonly Parameter[]): number {
  const last = pieces.at(-1);
  return last ? last.offset + last.size : 0;
}
