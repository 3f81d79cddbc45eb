import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { Batch, Network } from '../network';
import { clipByGlobalNorm } from '../optimizers/clip-by-global-norm';
import type { Optimized, Optimizer } from '../optimizers/optimizer';
import type { BatchPart } from '../together/batch-part';
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
  inputs: StepInputs,
): StepOutputs {
  const derivatives = clipped(differentiate(network, inputs), clipNorm);
  return { ...derivatives, ...updated(optimizer, inputs, derivatives.parameters, inputs.scalars) };
}

/** The derivatives of a whole batch, cut to a common norm. */
export function clipped(derivatives: StepDerivatives, clipNorm: number | undefined): StepDerivatives {
  if (clipNorm === undefined) return derivatives;
  const names = Object.keys(derivatives.gradients);
  const all = [derivatives.parameters, ...names.map(name => derivatives.gradients[name])];
  const [parameters, ...ofEmbeddings] = clipByGlobalNorm(all, clipNorm);
  const gradients = Object.fromEntries(names.map((name, i) => [name, ofEmbeddings[i]]));
  return { ...derivatives, parameters, gradients };
}

/** What a step follows: its loss, and the gradients of all parameters, in one vector, and of each embedding. */
export type StepDerivatives = Omit<StepOutputs, 'slots'>;

/** The first half of a step. @param part - the rows of the batch that it is over; absent for all */
export function differentiate(
  network: Network,
  {
    parameters,
    state,
    batch,
    mask,
    part,
  }: Omit<StepInputs, 'slots' | 'scalars'> & { readonly part?: BatchPart },
): StepDerivatives {
  const embeddings = Object.keys(network.embeddings);
  const statePieces = state ? cut(state, network.parameters.state) : [];
  let nextState: tf.Tensor | null = null;
  const valueAndGradients = tf.valueAndGrads((flat: tf.Tensor, ..._embeddings: tf.Tensor[]) => {
    const values = cut(flat, network.parameters.all);
    const pass = new NetworkPass(network.parameters, values, statePieces, mask, { part });
    const loss = network.loss(batch, pass);
    const after = pass.nextState();
    // Kept, since the scope in which gradients are taken ends here.
    nextState = after && tf.keep(after);
    return loss;
  });
  const { value: loss, grads } = valueAndGradients([parameters, ...embeddings.map(name => batch[name])]);
  const [gradient, ...ofEmbeddings] = grads;
  return {
    parameters: gradient,
    state: nextState,
    loss,
    gradients: Object.fromEntries(embeddings.map((name, i) => [name, ofEmbeddings[i]])),
  };
}

/** The second half: the parameters after a gradient was followed. */
export function updated(
  optimizer: Optimizer,
  { parameters, slots }: Optimized,
  gradient: tf.Tensor,
  scalars: tf.Tensor,
): Optimized {
  const rates = scalars.shape[0] === 1 ? [scalars] : tf.split(scalars, scalars.shape[0]);
  return optimizer.update({ parameters, slots }, gradient, rates);
}
