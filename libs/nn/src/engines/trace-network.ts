import type * as tf from '@tensorflow/tfjs-core';
import { traceProgram, type Program, type Tracing } from '@reckit/tracer';
import type { Batch, Network, PredictingNetwork } from '../network';
import type { Optimizer } from '../optimizers/optimizer';
import { predictionPass } from './prediction-pass';
import type { MaskSource } from '../parameters/pass';
import type { BatchPart } from '../together/batch-part';
import { fedRows, fedTensors, withoutTargets, type FedTensor } from './check-feeds';
import { clipped, differentiate, trainingStep, updated } from './training-step';

/** A dropout of the traced step: its mask is an input of the graph. */
export interface TracedMask {
  readonly name: string;
  readonly shape: readonly number[];
  readonly rate: number;
}

export interface TracedStep {
  readonly program: Program;
  readonly masks: readonly TracedMask[];
}

/** Names of inputs and outputs of the graphs, apart from the names a network chooses. */
export const NAMES = {
  parameters: 'parameters',
  state: 'state',
  scalars: 'scalars',
  loss: 'loss',
  allGradients: 'gradient',
  slot: (i: number) => `slot_${i}`,
  mask: (i: number) => `mask_${i}`,
  fed: (name: string) => `batch.${name}`,
  gradient: (name: string) => `gradient.${name}`,
  answer: (name: string) => `answer.${name}`,
  next: (name: string) => `next.${name}`,
};

/** A whole training step as one graph, for batches of one size. */
export function traceStep(
  network: Network,
  optimizer: Optimizer,
  clipNorm: number | undefined,
  rowCount: number,
): TracedStep {
  const masks: TracedMask[] = [];
  const { size } = network.parameters;
  const scalarCount = scalarCountOf(optimizer);
  const build = (tracing: Tracing): void => {
    const outputs = trainingStep(network, optimizer, clipNorm, {
      parameters: tracing.input(NAMES.parameters, 'float32', [size]),
      slots: slotInputs(tracing, optimizer, size),
      state: stateInput(tracing, network),
      scalars: tracing.input(NAMES.scalars, 'float32', [scalarCount]),
      batch: batchInputs(tracing, fedTensors(network), () => rowCount),
      mask: maskInputs(tracing, masks),
    });
    tracing.output(NAMES.loss, outputs.loss);
    tracing.output(NAMES.next(NAMES.parameters), outputs.parameters);
    outputs.slots.forEach((slot, i) => tracing.output(NAMES.next(NAMES.slot(i)), slot));
    if (outputs.state) tracing.output(NAMES.next(NAMES.state), outputs.state);
    outputGradients(tracing, outputs.gradients);
  };
  return { program: traceProgram('training step', build), masks };
}

/** The first half of a training step, for a part of a batch. @param clipNorm - of a whole batch, where something else follows */
export function traceDerivatives(
  network: Network,
  part: BatchPart,
  clipNorm: number | undefined,
): TracedStep {
  const masks: TracedMask[] = [];
  const build = (tracing: Tracing): void => {
    const derivatives = differentiate(network, {
      parameters: tracing.input(NAMES.parameters, 'float32', [network.parameters.size]),
      state: stateInput(tracing, network),
      batch: batchInputs(tracing, fedTensors(network), fed => fedRows(fed, part)),
      mask: maskInputs(tracing, masks),
      part,
    });
    const { loss, parameters, state, gradients } = clipped(derivatives, clipNorm);
    tracing.output(NAMES.loss, loss);
    tracing.output(NAMES.allGradients, parameters);
    if (state) tracing.output(NAMES.next(NAMES.state), state);
    outputGradients(tracing, gradients);
  };
  return { program: traceProgram('derivatives', build), masks };
}

/** The second half, for any batch: what an optimiser makes of so many parameters and a gradient. */
export function traceUpdate(optimizer: Optimizer, size: number): Program {
  const scalarCount = scalarCountOf(optimizer);
  return traceProgram('update', tracing => {
    const before = {
      parameters: tracing.input(NAMES.parameters, 'float32', [size]),
      slots: slotInputs(tracing, optimizer, size),
    };
    const gradient = tracing.input(NAMES.allGradients, 'float32', [size]);
    const scalars = tracing.input(NAMES.scalars, 'float32', [scalarCount]);
    const after = updated(optimizer, before, gradient, scalars);
    tracing.output(NAMES.next(NAMES.parameters), after.parameters);
    after.slots.forEach((slot, i) => tracing.output(NAMES.next(NAMES.slot(i)), slot));
  });
}

/** The forward pass for batches of one size, with the parameters as inputs. */
export function tracePrediction(network: PredictingNetwork, rowCount: number): Program {
  return traceProgram('prediction', tracing => {
    const parameters = tracing.input(NAMES.parameters, 'float32', [network.parameters.size]);
    const pass = predictionPass(network, parameters, stateInput(tracing, network));
    const batch = batchInputs(tracing, withoutTargets(fedTensors(network), network), () => rowCount);
    for (const [name, answer] of Object.entries(network.predict(batch, pass))) {
      tracing.output(NAMES.answer(name), answer);
    }
  });
}

function stateInput(tracing: Tracing, { parameters }: PredictingNetwork): tf.Tensor | null {
  if (parameters.stateSize === 0) return null;
  return tracing.input(NAMES.state, 'float32', [parameters.stateSize]);
}

function batchInputs(tracing: Tracing, fed: readonly FedTensor[], rowsOf: (fed: FedTensor) => number): Batch {
  return Object.fromEntries(
    fed.map(tensor => [
      tensor.name,
      tracing.input(NAMES.fed(tensor.name), 'float32', [rowsOf(tensor), ...tensor.shape]),
    ]),
  );
}

function slotInputs(tracing: Tracing, { slotCount }: Optimizer, size: number): tf.Tensor[] {
  return Array.from({ length: slotCount }, (_, i) => tracing.input(NAMES.slot(i), 'float32', [size]));
}

/** Notes each mask that is asked for, and makes it an input. */
function maskInputs(tracing: Tracing, masks: TracedMask[]): MaskSource {
  return (shape, rate) => {
    const mask = { name: NAMES.mask(masks.length), shape: [...shape], rate };
    masks.push(mask);
    return tracing.input(mask.name, 'bool', mask.shape);
  };
}

function outputGradients(tracing: Tracing, gradients: Readonly<Record<string, tf.Tensor>>): void {
  for (const [name, gradient] of Object.entries(gradients)) tracing.output(NAMES.gradient(name), gradient);
}

function scalarCountOf(optimizer: Optimizer): number {
  return optimizer.scalars({ step: 1, learningRate: 1 }).length;
}
