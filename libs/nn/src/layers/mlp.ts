import type { ParameterSet } from '../parameters/parameter-set';
import type { Layer } from '../parameters/pass';
import type { Activation } from './activation';
import { ACTIVATIONS } from './activation';
import { batchNorm } from './batch-norm';
import { dense } from './dense';
import { layerNorm } from './layer-norm';

export interface MlpOptions {
  /** Share of the units of every layer that a training step drops. @default 0 */
  readonly dropout?: number;
  /** @default 'relu' */
  readonly activation?: Activation;
  /** Normalises between product and activation. @default none */
  readonly norm?: 'batch' | 'layer';
}

/**
 * Dense layers one after another, each followed by normalisation, activation and dropout: [rows, inputs] to
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
    // A batch's mean is taken away again, and a bias with it.
    const linear = dense(parameters, layerName, layerInputs, outputs, { bias: norm !== 'batch' });
    const normalise = NORMS[norm](parameters, `${layerName}.norm`, outputs);
    return (x, pass) => ACTIVATIONS[activation].apply(normalise(linear(x, pass), pass));
  });
  return (x, pass) => layers.reduce((h, layer) => pass.dropout(layer(h, pass), dropout), x);
}

const NORMS = { batch: batchNorm, layer: layerNorm };
