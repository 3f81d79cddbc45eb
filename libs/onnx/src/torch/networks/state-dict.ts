import { describePickle } from '../pickle-value';
import { damaged, unsupported } from '../checkpoint-error';
import type { TorchCheckpoint } from '../read-torch-checkpoint';

/** `y = x · weightᵀ + bias`. */
export interface Linear {
  /** [outputs, inputs], row-major. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * The weights of a network whose sizes the checkpoint tells. What the network is made of is taken piece by piece,
 * so that the first tensor that is missing, of another shape or left over is named.
 */
export class StateDict {
  readonly #checkpoint: TorchCheckpoint;
  readonly #network: string;
  readonly #left: Set<string>;

  /** @param network what the network is called, for messages */
  constructor(checkpoint: TorchCheckpoint, network: string) {
    this.#checkpoint = checkpoint;
    this.#network = network;
    this.#left = new Set(checkpoint.tensors.keys());
  }

  /** A size that the checkpoint tells. */
  size(name: string): number {
    const { config, configKey } = this.#checkpoint;
    const value = config.get(name);
    return isSize(value) ? value : damaged('a whole number above 0 was expected', `${configKey}.${name}`);
  }

  /** A list of sizes that the checkpoint tells, at least one. */
  sizes(name: string): readonly number[] {
    const { config, configKey } = this.#checkpoint;
    const value = config.get(name);
    if (typeof value === 'object' && value.length > 0 && value.every(isSize)) return value;
    return damaged('a list of whole numbers above 0 was expected', `${configKey}.${name}`);
  }

  /** @throws UnsupportedModel if there is no such tensor */
  take(name: string, shape: readonly number[]): Float32Array {
    const tensor = this.#checkpoint.tensors.get(name);
    const wanted = `a ${this.#network} of its ${this.#checkpoint.configKey} has "${name}" of shape [${shape.join(', ')}]`;
    if (!tensor) return this.#misfit(`${wanted}, which is missing`);
    if (tensor.shape.join() !== shape.join()) {
      return this.#misfit(`${wanted}, here it is [${tensor.shape.join(', ')}]`);
    }
    this.#left.delete(name);
    return tensor.values;
  }

  /** How many outputs a linear layer has that the sizes of the checkpoint say nothing of. */
  outputsOf(name: string): number {
    const [outputs] = this.#checkpoint.tensors.get(`${name}.weight`)?.shape ?? [];
    return isSize(outputs) ? outputs : this.#misfit(`a ${this.#network} has "${name}.weight", a matrix`);
  }

  linear(name: string, inputs: number, outputs: number): Linear {
    const weight = this.take(`${name}.weight`, [outputs, inputs]);
    return { weight, bias: this.take(`${name}.bias`, [outputs]), inputs, outputs };
  }

  /** The linear layers of a stack in which an activation and a dropout follow each. */
  stack(name: string, inputs: number, units: readonly number[]): readonly Linear[] {
    return units.map((outputs, i) => this.linear(`${name}.${3 * i}`, units[i - 1] ?? inputs, outputs));
  }

  /** @throws UnsupportedModel if a tensor was not taken */
  assertAllTaken(): void {
    const [name] = this.#left;
    if (name !== undefined) this.#misfit(`a ${this.#network} has no ${describePickle(name)}`);
  }

  #misfit(what: string): never {
    return unsupported(
      `the weights are not those of the network: ${what}`,
      'Check that it is the file of this model and was trained by its unchanged script.',
    );
  }
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
