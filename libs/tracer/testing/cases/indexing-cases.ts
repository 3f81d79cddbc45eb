import * as tf from '@tensorflow/tfjs-core';
import type { Computation, Tolerance, Values } from '../compare';
import { random } from './kernel-case';
import type { KernelCase, KernelCases } from './kernel-case';

function on(title: string, run: Computation, ...inputs: Values[]): KernelCase {
  return { title, run, inputs };
}

function integers(shape: number[], ...data: number[]): Values {
  return { dtype: 'int32', shape, data: Int32Array.from(data) };
}

const float = random.float([4, 3, 5]);
const indices = random.int([2, 6], 0, 3);

const sums: Tolerance = { absolute: 1e-4, relative: 1e-4 };

export const INDEXING_CASES: KernelCases = {
  GatherV2: [
    ...[0, 1, 2].map(axis => on(`axis ${axis}`, (x, index) => tf.gather(x, index, axis), float, indices)),
    on('by a scalar', (x, index) => tf.gather(x, index), float, integers([], 2)),
    on('nothing', (x, index) => tf.gather(x, index), float, integers([0])),
    on('of integers', (x, index) => tf.gather(x, index), random.int([4, 2]), indices),
    on('of booleans', (x, index) => tf.gather(x, index), random.bool([4, 2]), indices),
    on('by batch', (x, index) => tf.gather(x, index, 1, 1), float, random.int([4, 2], 0, 3)),
  ],
  GatherNd: [
    on('elements', (x, index) => tf.gatherND(x, index), float, integers([2, 3], 0, 1, 2, 3, 2, 4)),
    on('rows', (x, index) => tf.gatherND(x, index), float, integers([2, 2, 1], 0, 3, 3, 1)),
    on('of integers', (x, index) => tf.gatherND(x, index), random.int([4, 2]), integers([2, 2], 0, 1, 3, 0)),
  ],
  ScatterNd: [
    on(
      'rows, one twice',
      (index, updates) => tf.scatterND(index, updates, [4, 3]),
      integers([3, 1], 2, 0, 2),
      random.float([3, 3]),
    ),
    on(
      'integers',
      (index, updates) => tf.scatterND(index, updates, [2, 2]),
      integers([2, 2], 0, 1, 0, 1),
      random.int([2]),
    ),
  ],
  TensorScatterUpdate: [
    on(
      'rows',
      (x, index, updates) => tf.tensorScatterUpdate(x, index, updates),
      random.float([4, 3]),
      integers([2, 1], 2, 0),
      random.float([2, 3]),
    ),
  ],
  UnsortedSegmentSum: [
    on(
      'duplicates and ids that are no segment',
      (x, ids) => tf.unsortedSegmentSum(x, tf.reshape(ids, [6]), 4),
      random.float([6, 3]),
      integers([6], 0, 2, -1, 2, 0, 5),
    ),
    on(
      'a vector',
      (x, ids) => tf.unsortedSegmentSum(x, tf.reshape(ids, [4]), 3),
      random.float([4]),
      integers([4], 0, 2, 2, 0),
    ),
    {
      ...on(
        'many duplicates',
        (x, ids) => tf.unsortedSegmentSum(x, tf.reshape(ids, [5000]), 3),
        random.float([5000, 4]),
        random.int([5000], 0, 3),
      ),
      tolerance: sums,
    },
  ],
  OneHot: [
    on('by default', index => tf.oneHot(index, 4), indices),
    on('out of range', index => tf.oneHot(index, 3), integers([4], -1, 0, 3, 2)),
    on('with other values', index => tf.oneHot(index, 3, 0.9, 0.05), indices),
    on('as integers', index => tf.oneHot(index, 3, 1, 0, 'int32'), indices),
  ],
  TopK: [
    on('of a matrix', x => Object.values(tf.topk(x, 2)), random.float([3, 6])),
    on('with ties', x => Object.values(tf.topk(x, 4)), random.int([3, 6], 0, 3)),
    on('all', x => Object.values(tf.topk(x, 5)), float),
  ],
};
