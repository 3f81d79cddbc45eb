import type * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '@reckit/onnx';
import { trace, type Tracing } from '@reckit/tracer';
import type { Batch, Network, PredictingNetwork } from '../network';
import type { Optimizer } from '../optimizers/optimizer';
import { predictionPass } from './prediction-pass';
import { fedTensors, withoutTargets, type FedTensor } from './check-feeds';
import { trainingStep } from './training-step';

/** A dropout of the traced step: its mask is an input of the graph. */
export interface TracedMask {
  readonly name: string;
  readonly shape: readonly number[];
  readonly rate: number;
}

export interface TracedStep {
  readonly graph: Graph;
  readonly scalarCount: number;
  readonly masks: readonly TracedMask[];
}

/** Names of inputs and outputs of the graphs, apart from the names a network chooses. */
export const NAMES = {
  parameters: 'parameters',
  state: 'state',
  scalars: 'scalars',
  loss: 'loss',
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
  const scalarCount = optimizer.scalars({ step: 1, learningRate: 1 }).length;
  const build = (tracing: Tracing): void => {
    const outputs = trainingStep(network, optimizer, clipNorm, {
      parameters: tracing.input(NAMES.parameters, 'float32', [size]),
      slots: Array.from({ length: optimizer.slotCount }, (_, i) =>
        tracing.input(NAMES.slot(i), 'float32', [size]),
      ),
      state: stateInput(tracing, network),
      scalars: tracing.input(NAMES.scalars, 'float32', [scalarCount]),
      batch: batchInputs(tracing, fedTensors(network), rowCount),
      mask(shape, rate) {
        const mask = { name: NAMES.mask(masks.length), shape: [...shape], rate };
        masks.push(mask);
        return tracing.input(mask.name, 'bool', mask.shape);
      },
    });
    tracing.output(NAMES.loss, outputs.loss);
    tracing.output(NAMES.next(NAMES.parameters), outputs.parameters);
    outputs.slots.forEach((slot, i) => tracing.output(NAMES.next(NAMES.slot(i)), slot));
    if (outputs.state) tracing.output(NAMES.next(NAMES.state), outputs.state);
    for (const [name, gradient] of Object.entries(outputs.gradients)) {
      tracing.output(NAMES.gradient(name), gradient);
    }
  };
  const graph = trace('training step', build, { isRewritten: true });
  return { graph, scalarCount, masks };
}

/** The forward pass for batches of any size, with the parameters as inputs. */
export function tracePrediction(network: PredictingNetwork): Graph {
  return trace('prediction', tracing => {
    const parameters = tracing.input(NAMES.parameters, 'float32', [network.parameters.size]);
    const pass = predictionPass(network, parameters, stateInput(tracing, network));
    const batch = batchInputs(tracing, withoutTargets(fedTensors(network), network), 'rows');
    for (const [name, answer] of Object.entries(network.predict(batch, pass))) {
      tracing.output(NAMES.answer(name), answer);
    }
  });
}

function stateInput(tracing: Tracing, { parameters }: PredictingNetwork): tf.Tensor | null {
  if (parameters.stateSize === 0) return null;
  return tracing.input(NAMES.state, 'float32', [parameters.stateSize]);
}

function batchInputs(tracing: Tracing, fed: readonly FedTensor[], rows: number | string): Batch {
  return Object.fromEntries(
    fed.map(({ name, shape }) => [name, tracing.input(NAMES.fed(name), 'float32', [rows, ...shape])]),
  );
}
