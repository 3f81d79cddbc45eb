import * as tf from '@tensorflow/tfjs-core';
import { mapLogOdds, type Calibrations } from '../calibration/map-log-odds';
import { InvalidNetwork } from '../errors';
import { keptShare } from '../random/dropout-mask';
import { rowsOfPart, type BatchPart } from '../together/batch-part';
import type { Parameter, ParameterSet, StateVariable } from './parameter-set';

/** What a layer asks of one run of the network, forwards or training. */
export interface Pass {
  readonly training: boolean;
  /** The values of a parameter, in its shape. */
  value(parameter: Parameter): tf.Tensor;
  /** Sets a share `rate` of the values to 0 and scales up the others; `x` itself when not training. */
  dropout(x: tf.Tensor, rate: number): tf.Tensor;
  /** The probability that log-odds mean, calibrated where the answer is. @param output - the name of the answer */
  probability(output: string, logOdds: tf.Tensor): tf.Tensor;
  /** A state variable as it was before this step. */
  state(variable: StateVariable): tf.Tensor;
  /** What the variable is after this step; without effect when not training. */
  setState(variable: StateVariable, next: tf.Tensor): void;
  /**
   * Of a tensor with a row for each of the batch, made from what is shared, the rows of the part that is learnt from; `x`
   * itself where that is the whole batch.
   */
  ownRows(x: tf.Tensor): tf.Tensor;
}

/** A function of a batch [rows, …] that reads its parameters from the pass. */
export type Layer = (x: tf.Tensor, pass: Pass) => tf.Tensor;

/** Gives the mask of the next dropout: a bool tensor, true for what is kept. */
export type MaskSource = (shape: readonly number[], rate: number) => tf.Tensor;

/** What a pass is over, and how it answers. */
export interface PassOptions {
  /** The rows of the batch that it is over. @default all of them */
  readonly part?: BatchPart | undefined;
  /** By output. @default none is calibrated */
  readonly calibrations?: Calibrations | undefined;
}

/** A pass over given values of the parameters and the state. */
export class NetworkPass implements Pass {
  readonly #parameters: ParameterSet;
  readonly #values: readonly tf.Tensor[];
  readonly #state: readonly tf.Tensor[];
  readonly #nextState = new Map<StateVariable, tf.Tensor>();
  readonly #maskSource: MaskSource | null;
  readonly #calibrations: Calibrations;
  readonly #calibrated = new Set<string>();
  readonly #part: BatchPart | undefined;

  /**
   * @param values - of each parameter, in its shape
   * @param state - of each state variable, in its shape
   * @param maskSource - null for a pass that does not train
   */
  constructor(
    parameters: ParameterSet,
    values: readonly tf.Tensor[],
    state: readonly tf.Tensor[],
    maskSource: MaskSource | null,
    { part, calibrations = new Map() }: PassOptions = {},
  ) {
    this.#parameters = parameters;
    this.#values = values;
    this.#state = state;
    this.#maskSource = maskSource;
    this.#part = part;
    this.#calibrations = calibrations;
  }

  get training(): boolean {
    return this.#maskSource !== null;
  }

  value(parameter: Parameter): tf.Tensor {
    return this.#values[this.#parameters.all.indexOf(parameter)];
  }

  dropout(x: tf.Tensor, rate: number): tf.Tensor {
    const kept = keptShare(rate);
    if (!(kept > 0 && kept <= 1)) throw new InvalidNetwork(`A dropout rate is from 0 to 0.99, not ${rate}.`);
    if (!this.#maskSource || kept === 1) return x;
    const mask = tf.cast(this.#maskSource(x.shape, rate), 'float32');
    return tf.mul(x, tf.mul(mask, 1 / kept));
  }

  probability(output: string, logOdds: tf.Tensor): tf.Tensor {
    const calibration = this.#calibrations.get(output);
    this.#calibrated.add(output);
    return tf.sigmoid(calibration ? mapLogOdds(logOdds, calibration) : logOdds);
  }

  state(variable: StateVariable): tf.Tensor {
    return this.#state[this.#parameters.state.indexOf(variable)];
  }

  setState(variable: StateVariable, next: tf.Tensor): void {
    if (this.training) this.#nextState.set(variable, next);
  }

  ownRows(x: tf.Tensor): tf.Tensor {
    const part = this.#part;
    if (part === undefined || rowsOfPart(part) === part.of) return x;
    const others = x.shape.slice(1).map(() => 0);
    return tf.slice(x, [part.begin, ...others], [rowsOfPart(part), ...others.map(() => -1)]);
  }

  /** @throws InvalidNetwork if a probability that has a calibration was made without the pass */
  assertCalibrated(): void {
    const missed = [...this.#calibrations.keys()].find(output => !this.#calibrated.has(output));
    if (missed === undefined) return;
    throw new InvalidNetwork(
      `The network answers "${missed}" without Pass.probability, so that it cannot be calibrated.`,
    );
  }

  /** The flat state vector after this step; null if the network has no state. */
  nextState(): tf.Tensor | null {
    const pieces = this.#parameters.state.map((variable, i) =>
      tf.reshape(this.#nextState.get(variable) ?? this.#state[i], [variable.size]),
    );
    if (pieces.length === 0) return null;
    return pieces.length === 1 ? pieces[0] : tf.concat(pieces);
  }
}

/** Cuts a flat vector into the tensors that lie in it, all by one operation. */
export function cut(flat: tf.Tensor, pieces: readonly Parameter[]): tf.Tensor[] {
  if (pieces.length === 0) return [];
  const parts =
    pieces.length === 1
      ? [flat]
      : tf.split(
          flat,
          pieces.map(({ size }) => size),
        );
  return pieces.map(({ shape }, i) => (shape.length === 1 ? parts[i] : tf.reshape(parts[i], [...shape])));
}
