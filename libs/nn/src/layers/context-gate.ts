import * as tf from '@tensorflow/tfjs-core';
import type { ParameterSet } from '../parameters/parameter-set';
import type { Layer } from '../parameters/pass';
import { dense } from './dense';

/** A run of numbers of a row. */
export interface Columns {
  readonly start: number;
  readonly width: number;
}

const HIDDEN_UNITS = 64;

/**
 * Weighs the inputs by what some of them say (Mao et al., "FinalMLP", 2023): `x · 2·sigmoid(g(context))`, each weight between
 * 0 and 2, where g has one hidden layer: [rows, width] to the same. Parameters: `<name>.hidden` and `<name>.gate`.
 *
 * @param context - the inputs that decide
 */
export function contextGate(
  parameters: ParameterSet,
  name: string,
  width: number,
  context: readonly Columns[],
): Layer {
  const inputs = context.reduce((sum, columns) => sum + columns.width, 0);
  const hidden = dense(parameters, `${name}.hidden`, inputs, HIDDEN_UNITS, { activation: 'relu' });
  const gate = dense(parameters, `${name}.gate`, HIDDEN_UNITS, width, { activation: 'sigmoid' });
  return (x, pass) => {
    const parts = context.map(columns => tf.slice(x, [0, columns.start], [-1, columns.width]));
    const weights = gate(hidden(parts.length === 1 ? parts[0] : tf.concat(parts, 1), pass), pass);
    return tf.mul(x, tf.mul(weights, 2));
  };
}
