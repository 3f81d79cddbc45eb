import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { Batch, Network } from '../network';
import { clipByGlobalNorm } from '../optimizers/clip-by-global-norm';
import type { Optimized, Optimizer } from '../optimizers/optimizer';
import { cut, NetworkPass, type MaskSource } from '../parameters/pass';

export interface StepInputs extends Optimized {
  /** Null if the network has none. */
  readonly state: tf.Tensor | null;
  /** [scalars of the optimiser] */
  readonly scalars: tf.Tensor;
  /** Inputs and embeddings. */
  readonly batch: Batch;
  readonly mask: MaskSource;
}

export interface StepOutputs extends Optimized {
  readonly state: tf.Tensor | null;
  readonly loss: tf.Tensor;
  /** By embedding. */
  readonly gradients: Readonly<Record<string, tf.Tensor>>;
}

/** One training step as a pure function: what the eager engine runs and the compiled engine traces. */
export function trainingStep(
  network: Network,
  optimizer: Optimizer,
  clipNorm: number | undefined,
  { parameters, slots, state, scalars, batch, mask }: StepInputs,
): StepOutputs {
  const embeddings = Object.keys(network.embeddings);
  const statePieces = state ? cut(state, network.parameters.state) : [];
  let nextState: tf.Tensor | null = null;
  const differentiate = tf.valueAndGrads((flat: tf.Tensor, ..._embeddings: tf.Tensor[]) => {
    const pass = new NetworkPass(network.parameters, cut(flat, network.parameters.all), statePieces, mask);
    const loss = network.loss(batch, pass);
    const after = pass.nextState();
    // Kept, since the scope in which gradients are taken ends here.
    nextState = after && tf.keep(after);
    return loss;
  });
  const { value: loss, grads } = differentiate([parameters, ...embeddings.map(name => batch[name])]);
  const clipped = clipNorm === undefined ? grads : clipByGlobalNorm(grads, clipNorm);
  const [gradient, ...ofEmbeddings] = clipped;
  const rates = scalars.shape[0] === 1 ? [scalars] : tf.split(scalars, scalars.shape[0]);
  const optimized = optimizer.update({ parameters, slots }, gradient, rates);
  return {
    ...optimized,
    state: nextState,
    loss,
    gradients: Object.fromEntries(embeddings.map((name, i) => [name, ofEmbeddings[i]])),
  };
}
