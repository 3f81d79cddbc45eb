import * as tf from '@tensorflow/tfjs-core';
import { LossNotFinite } from '../errors';
import type { Network, PredictingNetwork } from '../network';
import { createOptimizer } from '../optimizers/create-optimizer';
import type { StepSettings } from '../optimizers/optimizer';
import type { MaskSource } from '../parameters/pass';
import { PartMask } from '../random/part-mask';
import type { BatchPart } from '../together/batch-part';
import { clipInPlace } from '../optimizers/clip-in-place';
import { checkState, fedTensors, withoutTargets } from './check-feeds';
import { activate, chooseBackend, type EagerBackend } from './eager-backend';
import { batchOf, copyOf, mapValues, partOfBatch, scoped } from './eager-tensors';
import type { Derivatives, Engine, EngineOptions, EngineState, Feeds, StepResult } from './engine';
import { initialState } from './initial-state';
import { predictionPass } from './prediction-pass';
import { differentiate, trainingStep, updated, type StepOutputs } from './training-step';

/** What a training changes, as tensors that live from step to step. */
interface Held {
  readonly parameters: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
  readonly state: tf.Tensor | null;
}

/**
 * Runs every operation at once on a TensorFlow.js backend: several times slower than the compiled engine, and the
 * plainest statement of what that computes.
 *
 * @param asked - a backend; left out, the fastest one that can run the network
 * @throws BackendUnavailable if the backend asked for cannot
 */
export async function openEagerEngine(
  network: Network,
  { optimizer: optimizerSettings, clipNorm, seed }: EngineOptions,
  asked?: EagerBackend,
): Promise<Engine> {
  const optimizer = createOptimizer(optimizerSettings, network.parameters);
  const fed = fedTensors(network);
  const initial = initialState(network, optimizer, seed);

  const masksOf = (part: BatchPart, { step }: StepSettings): MaskSource => {
    let call = 0;
    return (shape, rate) => {
      const mask = new PartMask(shape, rate, part);
      mask.draw({ seed, step, call: call++ });
      return tf.tensor(mask.bytes, [...shape], 'bool');
    };
  };
  const compute = (held: Held, feeds: Feeds, rowCount: number, settings: StepSettings): StepOutputs => {
    const mask = masksOf({ begin: 0, end: rowCount, of: rowCount }, settings);
    const scalars = tf.tensor1d([...optimizer.scalars(settings)]);
    const batch = batchOf(fed, feeds, rowCount);
    return trainingStep(network, optimizer, clipNorm, { ...held, scalars, batch, mask });
  };
  const infer = ({ parameters, state }: Held, feeds: Feeds, rowCount: number, part: PredictingNetwork) => {
    const pass = predictionPass(part, parameters, state);
    return part.predict(batchOf(withoutTargets(fedTensors(part), part), feeds, rowCount), pass);
  };

  const backend = await chooseBackend(asked, () => {
    const zeros = Object.fromEntries(fed.map(({ name, width }) => [name, new Float32Array(2 * width)]));
    const held = tensorsOf(initial);
    const { state } = compute(held, zeros, 2, { step: 1, learningRate: 0 });
    state?.dispose();
    infer(held, zeros, 2, network);
  });
  let held = scoped(() => keep(tensorsOf(initial)));

  return {
    name: `eager (${backend})`,

    async step(feeds, rowCount, settings): Promise<StepResult> {
      await activate(backend);
      const { next, result } = scoped(() => {
        const outputs = compute(held, feeds, rowCount, settings);
        const next = keep(outputs);
        const gradients = mapValues(outputs.gradients, copyOf);
        return { next, result: { loss: copyOf(outputs.loss)[0], gradients } };
      });
      if (!Number.isFinite(result.loss)) {
        dispose(next);
        throw new LossNotFinite(settings.step, result.loss);
      }
      dispose(held);
      held = next;
      return result;
    },

    async differentiate(feeds, part, settings): Promise<Derivatives> {
      await activate(backend);
      return scoped(() => {
        const batch = partOfBatch(fed, feeds, part);
        const { parameters, state } = held;
        const outputs = differentiate(network, {
          ...{ parameters, state, batch, part },
          mask: masksOf(part, settings),
        });
        const nextState = outputs.state ? copyOf(outputs.state) : new Float32Array(0);
        outputs.state?.dispose();
        return {
          loss: copyOf(outputs.loss)[0],
          parameters: copyOf(outputs.parameters),
          state: nextState,
          gradients: mapValues(outputs.gradients, copyOf),
        };
      });
    },

    async update({ parameters, state, gradients }, settings) {
      await activate(backend);
      if (clipNorm !== undefined) clipInPlace([parameters, ...Object.values(gradients)], clipNorm);
      const next = scoped(() => {
        const scalars = tf.tensor1d([...optimizer.scalars(settings)]);
        const after = updated(optimizer, held, tf.tensor1d(parameters.slice()), scalars);
        return keep({ ...after, state: state.length > 0 ? tf.tensor1d(state.slice()) : null });
      });
      dispose(held);
      held = next;
    },

    async predict(feeds, rowCount, part = network) {
      await activate(backend);
      return scoped(() => mapValues(infer(held, feeds, rowCount, part), copyOf));
    },

    read: () => ({
      parameters: copyOf(held.parameters),
      state: held.state ? copyOf(held.state) : new Float32Array(0),
      optimizer: held.slots.map(copyOf),
    }),

    write(next) {
      checkState(next, network, optimizer.slotCount);
      dispose(held);
      held = scoped(() => keep(tensorsOf(next)));
    },

    async close() {
      dispose(held);
    },
  };
}

/** Of copies, since a backend may keep the array it is given. */
function tensorsOf({ parameters, state, optimizer }: EngineState): Held {
  return {
    parameters: tf.tensor1d(parameters.slice()),
    slots: optimizer.map(slot => tf.tensor1d(slot.slice())),
    state: state.length > 0 ? tf.tensor1d(state.slice()) : null,
  };
}

function keep({ parameters, slots, state }: Held): Held {
  return {
    parameters: tf.keep(parameters),
    slots: slots.map(slot => tf.keep(slot)),
    state: state && tf.keep(state),
  };
}

function dispose({ parameters, slots, state }: Held): void {
  parameters.dispose();
  for (const slot of slots) slot.dispose();
  state?.dispose();
}
