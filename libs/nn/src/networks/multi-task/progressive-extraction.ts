import * as tf from '@tensorflow/tfjs-core';
import { dense } from '../../layers/dense';
import { dropoutOf, mlp, type HiddenLayers } from '../../layers/mlp';
import type { ParameterSet } from '../../parameters/parameter-set';
import type { Layer, Pass } from '../../parameters/pass';
import type { TaskMixture } from './task-mixture';

/** The sizes of extraction layers. */
export interface ProgressiveExtractionSettings extends HiddenLayers {
  /** Units of an expert in each of the layers. */
  readonly units: readonly number[];
  /** Experts of a layer that all tasks read. */
  readonly sharedExperts: number;
  /** Experts of a layer for each task, which no other task reads. */
  readonly taskExperts: number;
}

/** What one layer hands to the next, [rows, units] each. */
interface Extracted {
  readonly ofTasks: readonly tf.Tensor[];
  readonly shared: tf.Tensor;
}

/**
 * Progressive layered extraction (Tang et al., "Progressive Layered Extraction (PLE): A Novel Multi-Task Learning Model for
 * Personalized Recommendations", 2020). In every layer each task has experts of its own beside those that all share. Its
 * gate weighs its own and the shared ones; what is shared in the next layer is weighed of all. Where tasks want
 * opposite things of the same features, they do not have to share them.
 */
export function progressiveExtraction(
  parameters: ParameterSet,
  inputs: number,
  tasks: readonly string[],
  { units, ...sizes }: ProgressiveExtractionSettings,
): TaskMixture {
  const layers = units.map((width, i) => {
    const isLast = i === units.length - 1;
    return extractionLayer(parameters, i, { inputs: units[i - 1] ?? inputs, width, tasks, isLast, ...sizes });
  });
  return {
    width: units.at(-1) ?? inputs,
    mix(features, pass) {
      const first: Extracted = { ofTasks: tasks.map(() => features), shared: features };
      return [...layers.reduce((extracted, layer) => layer(extracted, pass), first).ofTasks];
    },
  };
}

interface ExtractionLayerSettings extends Omit<ProgressiveExtractionSettings, 'units'> {
  readonly inputs: number;
  readonly width: number;
  readonly tasks: readonly string[];
  /** Behind the last layer nothing reads what is shared. */
  readonly isLast: boolean;
}

/** Parameters: `extraction<n>.experts_<task>`, `.gate_<task>`, `.shared_experts` and, but in the last one, `.shared_gate`. */
function extractionLayer(
  parameters: ParameterSet,
  i: number,
  { inputs, width, tasks, isLast, sharedExperts, taskExperts, dropout, norm }: ExtractionLayerSettings,
): (before: Extracted, pass: Pass) => Extracted {
  const name = `extraction${i + 1}`;
  const hidden = { dropout: dropoutOf(dropout, i), ...(norm && { norm }), activation: 'relu' as const };
  const bank = (label: string, experts: number): Layer => {
    const layer = mlp(parameters, `${name}.${label}`, inputs, [experts * width], hidden);
    return (x, pass) => tf.reshape(layer(x, pass), [-1, experts, width]);
  };
  const gate = (label: string, experts: number): Layer => {
    const layer = dense(parameters, `${name}.${label}`, inputs, experts);
    return (x, pass) => tf.expandDims(tf.softmax(layer(x, pass)), 2);
  };
  const ownBanks = tasks.map(task => bank(`experts_${task}`, taskExperts));
  const sharedBank = bank('shared_experts', sharedExperts);
  const ownGates = tasks.map(task => gate(`gate_${task}`, taskExperts + sharedExperts));
  const sharedGate = isLast ? null : gate('shared_gate', tasks.length * taskExperts + sharedExperts);
  return ({ ofTasks, shared }, pass) => {
    const own = ownBanks.map((experts, task) => experts(ofTasks[task], pass));
    const common = sharedBank(shared, pass);
    return {
      ofTasks: ownGates.map((weigh, task) =>
        weighted(tf.concat([own[task], common], 1), weigh(ofTasks[task], pass)),
      ),
      shared: sharedGate ? weighted(tf.concat([...own, common], 1), sharedGate(shared, pass)) : shared,
    };
  };
}

/** The sum of the outputs of experts, [rows, experts, units], by weights [rows, experts, 1]. */
function weighted(experts: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(experts, weights), 1);
}
