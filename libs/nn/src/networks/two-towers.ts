import * as tf from '@tensorflow/tfjs-core';
import { dense } from '../layers/dense';
import { l2Normalize } from '../layers/l2-normalize';
import { mlp, type HiddenLayers } from '../layers/mlp';
import { binaryCrossEntropyWithLogits } from '../losses/binary-cross-entropy';
import { sampledSoftmax } from '../losses/sampled-softmax';
import type { Batch, Network, PredictingNetwork } from '../network';
import { ParameterSet, type Parameter } from '../parameters/parameter-set';
import type { Pass } from '../parameters/pass';
import { scaleNumeric } from '../tabular/scale-numeric';
import type { TabularLayout } from '../tabular/tabular-layout';
import { joined } from '../tabular/joined';

/** What the towers learn. */
export type TowerObjective =
  /**
   * Of all items in the batch to find the row's own. Beside those, `extraNegatives` items a row are drawn from the
   * catalogue, and are shared by all rows.
   */
  | { readonly kind: 'in-batch'; readonly extraNegatives: number }
  /** To tell pairs that belong together from those that do not. */
  | { readonly kind: 'pairs' };

/** The sizes of two towers. */
export interface TwoTowersSettings extends HiddenLayers {
  readonly embeddingDim: number;
  readonly queryUnits: readonly number[];
  readonly itemUnits: readonly number[];
  /** Numbers in a vector. */
  readonly dim: number;
  /** What the cosine is divided by before the softmax, or the sigmoid. */
  readonly temperature: number;
  /** Whether training moves the temperature. */
  readonly learnsTemperature: boolean;
  readonly objective: TowerObjective;
}

/** Two towers that are trained together and served each by itself. */
export interface TwoTowers {
  /** Both; its prediction gives the vectors of either side, as `query` and `item`. */
  readonly network: Network;
  /** One side: of `numeric` and `fields` the output `embedding`, [rows, dim]. */
  readonly query: PredictingNetwork;
  readonly item: PredictingNetwork;
  /** The parameters that neither side has. */
  readonly ofLoss: readonly Parameter[];
}

/** The inputs of a network of two towers, by what they hold. */
export const TOWER_INPUTS = {
  queryNumeric: 'query_numeric',
  queryFields: 'query_fields',
  /** Numbers and embeddings of the candidates of a row, one after another: first its own item. */
  itemNumeric: 'item_numeric',
  itemFields: 'item_fields',
  /** The number of each candidate in the catalogue. */
  candidates: 'candidates',
  /** The logarithm of how often each candidate is among those of a batch, up to a constant. */
  logQ: 'candidate_log_q',
  label: 'label',
} as const;

/** How many candidates a row of the batch brings: its own item, and those that are drawn for it. */
export function candidatesOf(objective: TowerObjective): number {
  return objective.kind === 'in-batch' ? 1 + objective.extraNegatives : 1;
}

/**
 * Two towers (Huang et al., "Learning Deep Structured Semantic Models for Web Search using Clickthrough Data", 2013;
 * Yi et al., "Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations", 2019): each maps the
 * features of its side to a vector of length 1, and how well two sides match is the cosine of their vectors.
 *
 * A tower is a deep network with a linear way past it, without which ids are learnt more slowly. Its last layer has no
 * activation, so that vectors point in all directions.
 *
 * Within a batch, the logit of an item is lowered by the logarithm of its share in the data, as popular items are among
 * the negatives more often, and an item that is a row's own is none of its negatives.
 */
export function twoTowers(
  layouts: { readonly query: TabularLayout; readonly item: TabularLayout },
  settings: TwoTowersSettings,
): TwoTowers {
  const { dim, embeddingDim, temperature, learnsTemperature, objective } = settings;
  const parameters = new ParameterSet();
  const queryTower = tower(parameters, 'query', layouts.query, settings.queryUnits, settings);
  const itemTower = tower(parameters, 'item', layouts.item, settings.itemUnits, settings);
  const scaleStart = Math.log(1 / temperature);
  const logScale = learnsTemperature ? parameters.add('log_scale', [1], v => v.fill(scaleStart)) : null;
  const bias = objective.kind === 'pairs' ? parameters.add('bias', [1], v => v.fill(0)) : null;
  const candidates = candidatesOf(objective);
  const { queryNumeric, queryFields, itemNumeric, itemFields, candidates: ids, logQ, label } = TOWER_INPUTS;

  const queryOf = (batch: Batch, pass: Pass): tf.Tensor =>
    queryTower({ numeric: batch[queryNumeric], fields: batch[queryFields] }, pass);
  /** Of all candidates of all rows, [rows · candidates, dim]. */
  const itemsOf = (batch: Batch, pass: Pass): tf.Tensor => {
    const { numeric, slots } = layouts.item;
    return itemTower(
      {
        ...(numeric.length > 0 && { numeric: tf.reshape(batch[itemNumeric], [-1, numeric.length]) }),
        ...(slots.length > 0 && {
          fields: tf.reshape(batch[itemFields], [-1, slots.length, embeddingDim]),
        }),
      },
      pass,
    );
  };
  const scaled = (values: tf.Tensor, pass: Pass): tf.Tensor =>
    tf.mul(values, logScale ? tf.exp(pass.value(logScale)) : 1 / temperature);

  function inBatchLoss(batch: Batch, pass: Pass): tf.Tensor {
    // Scaled before the products, which are many more.
    const queries = scaled(queryOf(batch, pass), pass);
    const items = itemsOf(batch, pass);
    const own = pass.ownRows(firstOf(tf.reshape(items, [-1, candidates, dim]), dim));
    const ownIds = pass.ownRows(tf.slice(batch[ids], [0, 0], [-1, 1]));
    return sampledSoftmax({
      trueLogits: tf.sum(tf.mul(queries, own), 1, true),
      trueLogQ: pass.ownRows(tf.slice(batch[logQ], [0, 0], [-1, 1])),
      queries,
      samples: items,
      sampledLogQ: tf.reshape(batch[logQ], [-1, 1]),
      hits: tf.equal(ownIds, tf.reshape(batch[ids], [1, -1])),
    });
  }

  function pairLoss(batch: Batch, pass: Pass): tf.Tensor {
    const cosines = tf.sum(tf.mul(queryOf(batch, pass), itemsOf(batch, pass)), 1, true);
    const logits = scaled(cosines, pass);
    return binaryCrossEntropyWithLogits(batch[label], bias ? tf.add(logits, pass.value(bias)) : logits);
  }

  const { query, item } = layouts;
  const network: Network = {
    parameters,
    inputs: {
      ...(query.numeric.length > 0 && { [queryNumeric]: query.numeric.length }),
      ...(item.numeric.length > 0 && { [itemNumeric]: candidates * item.numeric.length }),
      ...(objective.kind === 'pairs' ? { [label]: 1 } : { [ids]: candidates, [logQ]: candidates }),
    },
    embeddings: {
      ...(query.slots.length > 0 && { [queryFields]: { slots: query.slots.length, dim: embeddingDim } }),
      ...(item.slots.length > 0 && {
        [itemFields]: { slots: candidates * item.slots.length, dim: embeddingDim },
      }),
    },
    targets: objective.kind === 'pairs' ? [label] : [ids, logQ],
    ...(objective.kind === 'in-batch' && { shared: [itemNumeric, itemFields, ids, logQ] }),
    loss: objective.kind === 'pairs' ? pairLoss : inBatchLoss,
    predict: (batch, pass) => ({
      query: queryOf(batch, pass),
      item: firstOf(tf.reshape(itemsOf(batch, pass), [-1, candidates, dim]), dim),
    }),
  };
  return {
    network,
    query: alone(network, query, embeddingDim, queryTower),
    item: alone(network, item, embeddingDim, itemTower),
    ofLoss: [logScale, bias].filter(parameter => parameter !== null),
  };
}

type Tower = (batch: Batch, pass: Pass) => tf.Tensor;

/** `numeric` and `fields` to vectors of length 1, [rows, dim]. */
function tower(
  parameters: ParameterSet,
  name: string,
  { numeric, slots }: TabularLayout,
  units: readonly number[],
  { embeddingDim, dim, dropout, norm }: TwoTowersSettings,
): Tower {
  const inputs = numeric.length + slots.length * embeddingDim;
  const deep = mlp(parameters, name, inputs, units, { dropout, ...(norm && { norm }), activation: 'relu' });
  const last = dense(parameters, `${name}.last`, units.at(-1) ?? inputs, dim);
  const past = units.length > 0 ? dense(parameters, `${name}.past`, inputs, dim, { bias: false }) : null;
  return (batch, pass) => {
    const parts: tf.Tensor[] = [];
    if (numeric.length > 0) parts.push(scaleNumeric(batch['numeric'], numeric));
    if (slots.length > 0) parts.push(tf.reshape(batch['fields'], [-1, slots.length * embeddingDim]));
    const x = joined(parts, 1);
    const deepPart = last(deep(x, pass), pass);
    return l2Normalize(past ? tf.add(deepPart, past(x, pass)) : deepPart);
  };
}

/** One side of a network by itself. */
function alone(
  { parameters }: Network,
  { numeric, slots }: TabularLayout,
  embeddingDim: number,
  encode: Tower,
): PredictingNetwork {
  return {
    parameters,
    inputs: numeric.length > 0 ? { numeric: numeric.length } : {},
    embeddings: slots.length > 0 ? { fields: { slots: slots.length, dim: embeddingDim } } : {},
    targets: [],
    predict: (batch, pass) => ({ embedding: encode(batch, pass) }),
  };
}

/** The first candidate of each row: [rows, candidates, dim] to [rows, dim]. */
function firstOf(items: tf.Tensor, dim: number): tf.Tensor {
  return tf.reshape(tf.slice(items, [0, 0, 0], [-1, 1, -1]), [-1, dim]);
}
