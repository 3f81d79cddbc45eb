import type { ParameterSet } from '../parameters/parameter-set';
import type { Layer } from '../parameters/pass';
import type { Activation } from './activation';
import { ACTIVATIONS } from './activation';
import { dense } from './dense';
import { layerNorm } from './layer-norm';
import { normedDense } from './normed-dense';

/** A rate for all layers, or one a layer; the last one is also that of all further layers. */
export type Dropout = number | readonly number[];

/** What values are normalised over: the rows of a batch, or the units of a layer. */
export type Norm = 'batch' | 'layer';

/** How hidden layers are kept from learning the rows by heart. */
export interface HiddenLayers {
  /** Share of the units that a training step drops. */
  readonly dropout: Dropout;
  /** @default none */
  readonly norm?: Norm;
}

export interface MlpOptions extends Partial<HiddenLayers> {
  /** @default 'relu' */
  readonly activation?: Activation;
}

/**
 * Dense layers one after another, each followed by normalisation, activation and dropout (none by default): [rows, inputs] to
 * [rows, last of units]. Parameters are named `<name>.0.weights`, `<name>.0.bias`, and so on.
 */
export function mlp(
  parameters: ParameterSet,
  name: string,
  inputs: number,
  units: readonly number[],
  { dropout = 0, activation = 'relu', norm }: MlpOptions = {},
): Layer {
  const layers = units.map((outputs, i): Layer => {
    const layerName = `${name}.${i}`;
    const layerInputs = i === 0 ? inputs : units[i - 1];
    if (norm === undefined) return dense(parameters, layerName, layerInputs, outputs, { activation });
    const normed = NORMED[norm](parameters, layerName, layerInputs, outputs);
    return (x, pass) => ACTIVATIONS[activation].apply(normed(x, pass));
  });
  return (x, pass) => layers.reduce((h, layer, i) => pass.dropout(layer(h, pass), dropoutOf(dropout, i)), x);
}

/** The rate of a layer, counted from 0. */
export function dropoutOf(dropout: Dropout, layer: number): number {
  return typeof dropout === 'number' ? dropout : dropout[Math.min(layer, dropout.length - 1)];
}

const NORMED: Readonly<Record<Norm, typeof normedDense>> = {
  batch: normedDense,
  layer(parameters, name, inputs, outputs) {
    const linear = dense(parameters, name, inputs, outputs);
    const norm = layerNorm(parameters, `${name}.norm`, outputs);
    return (x, pass) => norm(linear(x, pass), pass);
  },
};
