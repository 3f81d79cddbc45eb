import * as tf from '@tensorflow/tfjs-core';
import { dense } from '../../layers/dense';
import { mlp, type HiddenLayers } from '../../layers/mlp';
import type { Batch, Network } from '../../network';
import { ParameterSet } from '../../parameters/parameter-set';
import type { Layer, Pass } from '../../parameters/pass';
import { joinedInputs } from '../../tabular/joined-inputs';
import type { TabularLayout } from '../../tabular/tabular-layout';
import { gatedExperts } from './gated-experts';
import { progressiveExtraction } from './progressive-extraction';
import { answerOf, lossOf, targetOf, weightsOf, type TaskHead } from './task-head';

/** The sizes of a network of several tasks. */
export interface MmoeSettings extends HiddenLayers {
  readonly embeddingDim: number;
  /** How many numbers of it each slot of the layout uses. @default all of them */
  readonly slotDims?: readonly number[];
  /** Units of the shared bottom, and of an expert; of PLE, those of an expert in each extraction layer. */
  readonly sharedUnits: readonly number[];
  /** Experts that all tasks read. */
  readonly experts: number;
  /** Experts of each task by itself, in each extraction layer: PLE. @default none: MMoE */
  readonly taskExperts?: number;
  readonly towerUnits: readonly number[];
}

/**
 * A network of several tasks, with a tower for each. What they share is a multi-gate mixture of experts (`gatedExperts`), or
 * layers of shared and own experts (`progressiveExtraction`).
 */
export function mmoe(
  layout: TabularLayout,
  heads: readonly TaskHead[],
  { embeddingDim, slotDims, sharedUnits, experts, taskExperts, towerUnits, ...hidden }: MmoeSettings,
): Network {
  const parameters = new ParameterSet();
  const { numeric, slots } = layout;
  const features = joinedInputs(layout, embeddingDim, slotDims);
  const names = heads.map(({ name }) => name);
  const { width, mix } =
    taskExperts === undefined
      ? gatedExperts(parameters, features.width, heads.length, { sharedUnits, experts, ...hidden })
      : progressiveExtraction(parameters, features.width, names, {
          ...{ units: sharedUnits, sharedExperts: experts, taskExperts },
          ...hidden,
        });
  const towers: Layer[] = heads.map(({ name, start }) => {
    const layers = mlp(parameters, `tower_${name}`, width, towerUnits, { ...hidden, activation: 'relu' });
    const output = dense(parameters, `output_${name}`, towerUnits.at(-1) ?? width, 1, {
      initializers: { bias: values => values.fill(start) },
    });
    return (x, pass) => output(layers(x, pass), pass);
  });

  /** What each tower says, [rows, 1]: a logit or a transformed amount. */
  function outputs(batch: Batch, pass: Pass): tf.Tensor[] {
    const mixed = mix(features.read(batch), pass);
    return towers.map((tower, i) => tower(mixed[i], pass));
  }

  const targets = heads.flatMap(head => [targetOf(head), ...(head.weighted ? [weightsOf(head)] : [])]);
  return {
    parameters,
    inputs: {
      ...(numeric.length > 0 && { numeric: numeric.length }),
      ...Object.fromEntries(targets.map(name => [name, 1])),
    },
    embeddings: slots.length > 0 ? { fields: { slots: slots.length, dim: embeddingDim } } : {},
    targets,
    loss(batch, pass) {
      const losses = outputs(batch, pass).map((output, i) => {
        const head = heads[i];
        const weights = head.weighted ? batch[weightsOf(head)] : undefined;
        return tf.mul(lossOf(head, batch[targetOf(head)], output, weights), head.weight);
      });
      return losses.reduce((sum, loss) => tf.add(sum, loss));
    },
    predict(batch, pass) {
      const answers = outputs(batch, pass).map((output, i) =>
        answerOf(heads[i], tf.squeeze(output, [1]), pass),
      );
      return Object.fromEntries(answers.map((answer, i) => [heads[i].name, answer]));
    },
  };
}
