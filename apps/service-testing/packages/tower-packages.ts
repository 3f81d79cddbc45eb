import type { Feature } from '@reckit/features';
import { GraphBuilder } from '@reckit/onnx';
import type { MadeSignature, MadeVectors } from './made-package';

const number = (name: string): Feature => ({ kind: 'numeric', name, default: 0 });

/** Two towers in one package: the user's embedding is [age, gender, hour, age / 2 + gender / 4]; the item's is [price, ctr, price + ctr, 0]. */
export const TWO_TOWER_SIGNATURES: Readonly<Record<string, MadeSignature>> = {
  user_tower: {
    features: ['user_age', 'user_gender', 'user_hour'].map(number),
    graph: product('user', [
      [1, 0, 0, 0.5],
      [0, 1, 0, 0.25],
      [0, 0, 1, 0],
    ]),
    outputs: [{ name: 'embedding', role: 'embedding' }],
    checks: {
      rows: [{ user_age: 2, user_gender: 1, user_hour: 3 }],
      outputs: { embedding: [2, 1, 3, 1.25] },
      tolerance: { relative: 1e-6, absolute: 0 },
    },
  },
  item_tower: {
    features: ['item_price', 'item_ctr'].map(number),
    graph: product('item', [
      [1, 0, 1, 0],
      [0, 1, 1, 0],
    ]),
    outputs: [{ name: 'embedding', role: 'embedding' }],
    checks: {
      rows: [{ item_price: 2, item_ctr: 0.5 }],
      outputs: { embedding: [2, 0.5, 2.5, 0] },
      tolerance: { relative: 1e-6, absolute: 0 },
    },
  },
};

/** Items of which each stands for a number of the user's embedding. */
export const TWO_TOWER_VECTORS: MadeVectors = {
  itemsOf: 'item_tower',
  queriesOf: 'user_tower',
  similarity: 'inner_product',
  vectors: {
    'of age': [1, 0, 0, 0],
    'of gender': [0, 1, 0, 0],
    'of hour': [0, 0, 1, 0],
    商品: [0, 0, 0, 1],
    'of age, too': [1, 0, 0, 0],
  },
};

const EVENTS = 3;

/** The embedding is [age, the last three events], each event by its number in the vocabulary, or −1. */
export const YOUTUBE_DNN_SIGNATURES: Readonly<Record<string, MadeSignature>> = {
  youtube_dnn: {
    features: [
      number('user_age'),
      {
        kind: 'sequence',
        name: 'history_item_ids',
        coding: { kind: 'vocabulary', minCount: 1, values: ['i1', 'i2'] },
        maxLength: EVENTS,
        pooling: 'mean',
        separator: ' ',
      },
    ],
    graph: product('history', [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ]),
    outputs: [{ name: 'embedding', role: 'embedding' }],
    checks: {
      rows: [{ user_age: 2, history_item_ids: ['i2', 'i1'] }],
      outputs: { embedding: [2, 2, 1, -1] },
      tolerance: { relative: 1e-6, absolute: 0 },
    },
  },
};

/** The query's embedding is [length, age, length + age]; the document's is [length, clicks, 0]. */
export const DSSM_SIGNATURES: Readonly<Record<string, MadeSignature>> = {
  query_tower: {
    features: ['query_length', 'query_age'].map(number),
    graph: product('query', [
      [1, 0, 1],
      [0, 1, 1],
    ]),
    outputs: [{ name: 'embedding', role: 'embedding' }],
    checks: {
      rows: [{ query_length: 2, query_age: 1 }],
      outputs: { embedding: [2, 1, 3] },
      tolerance: { relative: 1e-6, absolute: 0 },
    },
  },
  doc_tower: {
    features: ['doc_length', 'doc_clicks'].map(number),
    graph: product('doc', [
      [1, 0, 0],
      [0, 1, 0],
    ]),
    outputs: [{ name: 'embedding', role: 'embedding' }],
    checks: {
      rows: [{ doc_length: 2, doc_clicks: 1 }],
      outputs: { embedding: [2, 1, 0] },
      tolerance: { relative: 1e-6, absolute: 0 },
    },
  },
};

/** The features times a matrix [features, width]. */
function product(name: string, matrix: readonly (readonly number[])[]): GraphBuilder {
  const width = matrix[0].length;
  const graph = new GraphBuilder(name);
  const features = graph.input('features', 'float', ['rows', matrix.length]);
  const weights = graph.constant({
    type: 'float',
    shape: [matrix.length, width],
    values: Float32Array.from(matrix.flat()),
  });
  graph.node('MatMul', [features, weights], { outputs: ['embedding'] });
  graph.output('embedding', 'float', ['rows', width]);
  return graph;
}
