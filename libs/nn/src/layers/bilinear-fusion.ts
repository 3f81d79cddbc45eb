import * as tf from '@tensorflow/tfjs-core';
import { InvalidNetwork } from '../errors';
import { glorotUniform } from '../parameters/initializers';
import type { ParameterSet } from '../parameters/parameter-set';
import type { Pass } from '../parameters/pass';
import { dense, type DenseOptions } from './dense';

/**
 * One number of two vectors (Mao et al., "FinalMLP", 2023): `a·w + b·v + c + Σ_h a_h·W_h·b_h`, where both are cut into as
 * many parts as there are heads: [rows, a] and [rows, b] to [rows, 1]. Parameters: `<name>.first`, `<name>.second` and
 * `<name>.pairs.0`, and so on.
 *
 * @throws InvalidNetwork if a width is no multiple of the number of heads
 */
export function bilinearFusion(
  parameters: ParameterSet,
  name: string,
  widths: readonly [number, number],
  heads: number,
  bias: NonNullable<DenseOptions['initializers']>['bias'],
): (a: tf.Tensor, b: tf.Tensor, pass: Pass) => tf.Tensor {
  const uneven = widths.find(width => width % heads !== 0);
  if (uneven !== undefined) {
    throw new InvalidNetwork(`${uneven} numbers cannot be cut into ${heads} parts of the same size.`);
  }
  const [partOfA, partOfB] = widths.map(width => width / heads);
  const first = dense(parameters, `${name}.first`, widths[0], 1, { initializers: { bias } });
  const second = dense(parameters, `${name}.second`, widths[1], 1, { bias: false });
  // All products add to one number: as large as for vectors, they would make it a guess that is sure of itself.
  const spread = glorotUniform(heads * partOfA * partOfB, 1);
  const pairs = Array.from({ length: heads }, (_, head) =>
    dense(parameters, `${name}.pairs.${head}`, partOfA, partOfB, {
      bias: false,
      initializers: { weights: spread },
    }),
  );
  return (a, b, pass) => {
    const products = pairs.map((pair, head) => {
      const ofA = tf.slice(a, [0, head * partOfA], [-1, partOfA]);
      const ofB = tf.slice(b, [0, head * partOfB], [-1, partOfB]);
      return tf.sum(tf.mul(pair(ofA, pass), ofB), 1, true);
    });
    return [second(b, pass), ...products].reduce((sum, part) => tf.add(sum, part), first(a, pass));
  };
}
