import * as tf from '@tensorflow/tfjs-core';
import { dense } from '../../layers/dense';
import { mlp, type HiddenLayers } from '../../layers/mlp';
import type { ParameterSet } from '../../parameters/parameter-set';
import type { TaskMixture } from './task-mixture';

/** The sizes of what all tasks share. */
export interface GatedExpertsSettings extends HiddenLayers {
  /** Units of the shared bottom; the last number is also that of an expert's units. */
  readonly sharedUnits: readonly number[];
  readonly experts: number;
}

/**
 * Experts on a shared bottom (Ma et al., "Modeling Task Relationships in Multi-task Learning with Multi-gate
 * Mixture-of-Experts", 2018). Every task has a softmax gate over them, and its tower reads their outputs side by side,
 * each multiplied by its gate.
 */
export function gatedExperts(
  parameters: ParameterSet,
  inputs: number,
  tasks: number,
  { sharedUnits, experts, ...hidden }: GatedExpertsSettings,
): TaskMixture {
  const width = sharedUnits.at(-1) ?? inputs;
  const shared = mlp(parameters, 'shared', inputs, sharedUnits, { ...hidden, activation: 'relu' });
  // One product for all experts, and one for all gates, is several times faster than one for each.
  const expertBank = dense(parameters, 'experts', width, experts * width, { activation: 'relu' });
  const gateBank = dense(parameters, 'gates', width, tasks * experts);
  return {
    width: experts * width,
    mix(features, pass) {
      const bottom = shared(features, pass);
      const outputs = tf.reshape(expertBank(bottom, pass), [-1, experts, width]);
      const gates = tf.softmax(tf.reshape(gateBank(bottom, pass), [-1, tasks, experts]));
      return Array.from({ length: tasks }, (_, task) => {
        const gate = tf.reshape(tf.slice(gates, [0, task, 0], [-1, 1, -1]), [-1, experts, 1]);
        return tf.reshape(tf.mul(outputs, gate), [-1, experts * width]);
      });
    },
  };
}
