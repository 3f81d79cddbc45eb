import type { PredictingNetwork } from '../network';
import type { StepSettings } from '../optimizers/optimizer';
import type { OptimizerSettings } from '../optimizers/create-optimizer';
import type { BatchPart } from '../together/batch-part';

/** Values by input or embedding name, row-major; an array may be longer than the batch needs. */
export type Feeds = Readonly<Record<string, Float32Array>>;

export interface StepResult {
  /** The mean over the rows of the batch, before the update. */
  readonly loss: number;
  /** Gradient of every embedding input, laid out as it was fed and clipped like the rest; valid until the next step. */
  readonly gradients: Readonly<Record<string, Float32Array>>;
}

/** What a step follows, for a part of a batch or for all of it. */
export interface Derivatives extends StepResult {
  /** Gradient of all parameters, in the order of the flat vector. */
  readonly parameters: Float32Array;
  /** What the state is after the step. */
  readonly state: Float32Array;
}

/** All that a training changes, apart from embedding tables. */
export interface EngineState {
  readonly parameters: Float32Array;
  /** Running means and the like; empty for most networks. */
  readonly state: Float32Array;
  /** What the optimiser remembers, vector by vector. */
  readonly optimizer: readonly Float32Array[];
}

export interface EngineOptions {
  readonly optimizer: OptimizerSettings;
  /** Cuts the common norm of all gradients, those of embedding inputs included. @default none */
  readonly clipNorm?: number;
  /** Initial weights and dropout masks follow from it. */
  readonly seed: number;
  /** Threads inside one operation, where the engine can use several. @default 1 */
  readonly threads?: number;
}

/** Trains and runs one network. One call at a time. */
export interface Engine {
  /** 'compiled', 'eager (wasm)', 'eager (cpu)' or 'eager (tensorflow)' */
  readonly name: string;
  /**
   * One training step.
   * @throws LossNotFinite, leaving the weights as they were
   * @throws InvalidFeed if an input is missing or too short
   */
  step(feeds: Feeds, rowCount: number, settings: StepSettings): Promise<StepResult>;
  /**
   * The first half of a step, which changes nothing: loss and gradients are those of the mean over the rows of the part,
   * and not clipped. The arrays are valid until the next call.
   *
   * @param feeds - all rows of the batch
   * @throws InvalidFeed if an input is missing or too short
   */
  differentiate(feeds: Feeds, part: BatchPart, settings: StepSettings): Promise<Derivatives>;
  /**
   * The second half: follows the gradients of a whole batch.
   *
   * @param derivatives - are clipped in place
   */
  update(derivatives: Omit<Derivatives, 'loss'>, settings: StepSettings): Promise<void>;
  /**
   * The network's outputs; targets need not be fed.
   *
   * @param part - one with the network's own parameters, to be run in its place
   * @throws InvalidFeed if an input is missing or too short
   */
  predict(
    feeds: Feeds,
    rowCount: number,
    part?: PredictingNetwork,
  ): Promise<Readonly<Record<string, Float32Array>>>;
  /** A copy. */
  read(): EngineState;
  /**
   * Takes a copy.
   * @throws InvalidFeed if a vector does not have the network's length
   */
  write(state: EngineState): void;
  close(): Promise<void>;
}
