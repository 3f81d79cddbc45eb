import * as tf from '@tensorflow/tfjs-core';
import { segmentsOf, type LogOddsMap } from '@reckit/onnx';

/** What the log-odds of answers go through before they are probabilities, by output. */
export type Calibrations = ReadonlyMap<string, LogOddsMap>;

/** Maps log-odds of any shape: a look at all bounds tells the segment of each, and a line what becomes of it. */
export function mapLogOdds(logOdds: tf.Tensor, map: LogOddsMap): tf.Tensor {
  const { bounds, starts, values, slopes } = segmentsOf(map);
  const reached = tf.greaterEqual(tf.expandDims(logOdds, -1), tf.tensor1d(bounds));
  const segment: tf.Tensor = tf.sum(tf.cast(reached, 'int32'), -1);
  const beyond = tf.sub(logOdds, tf.gather(tf.tensor1d(starts), segment));
  const rise = tf.mul(tf.gather(tf.tensor1d(slopes), segment), beyond);
  return tf.add(tf.gather(tf.tensor1d(values), segment), rise);
}
