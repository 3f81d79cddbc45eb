import type * as tf from '@tensorflow/tfjs-core';
import type { Pass } from '../../parameters/pass';

/** What is between the features and the towers of the tasks: how much each task shares with the others. */
export interface TaskMixture {
  /** Columns of what a tower reads. */
  readonly width: number;
  /** What the tower of each task reads, [rows, width] each, of the features, [rows, inputs]. */
  mix(features: tf.Tensor, pass: Pass): tf.Tensor[];
}
