import * as tf from '@tensorflow/tfjs-core';
import type { ParameterSet } from '../parameters/parameter-set';
import type { Layer } from '../parameters/pass';
import { dense } from './dense';

/**
 * Cross layers one after another (Wang et al., "DCN V2", 2021): `x' = x₀ · (W·x + b) + x`, number by number with what came in
 * first, so that n of them make products of up to n + 1 inputs: [rows, width] to the same. Parameters: `<name>.0.weights`
 * [width, width] and `<name>.0.bias`, and so on; of a rank, `<name>.0.down` and `<name>.0.up` in place of them.
 *
 * @param rank - of W; that of a full matrix unless given
 */
export function crossNetwork(
  parameters: ParameterSet,
  name: string,
  width: number,
  layers: number,
  rank?: number,
): Layer {
  const products = Array.from({ length: layers }, (_, i): Layer => {
    const layer = `${name}.${i}`;
    if (rank === undefined) return dense(parameters, layer, width, width);
    const down = dense(parameters, `${layer}.down`, width, rank, { bias: false });
    const up = dense(parameters, `${layer}.up`, rank, width);
    return (x, pass) => up(down(x, pass), pass);
  });
  return (first, pass) => products.reduce((x, product) => tf.add(tf.mul(first, product(x, pass)), x), first);
}
