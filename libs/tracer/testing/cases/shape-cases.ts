import * as tf from '@tensorflow/tfjs-core';
import type { Computation, Values } from '../compare';
import { random, unaryCases } from './kernel-case';
import type { KernelCase, KernelCases } from './kernel-case';

function on(title: string, run: Computation, ...inputs: Values[]): KernelCase {
  return { title, run, inputs };
}

const float = random.float([2, 3, 4]);
const int = random.int([2, 3, 4]);
const bool = random.bool([2, 3, 4]);
const spread = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.ones([2, 3, 4]));
const row = random.float([1, 4]);

/** A computation on every element type, and on a tensor that is stored smaller than it is. */
function onAll(title: string, run: (x: tf.Tensor) => tf.Tensor | tf.Tensor[]): KernelCase[] {
  return [
    ...[float, int, bool].map(x => on(`${title}, ${x.dtype}`, run, x)),
    on(`${title}, of a broadcast`, x => run(spread(x)), row),
    on(`${title}, of a uniform tensor`, x => run(tf.onesLike(x)), float),
  ];
}

export const SHAPE_CASES: KernelCases = {
  Identity: unaryCases(tf.clone),
  Cast: (['float32', 'int32', 'bool'] as const).flatMap(dtype =>
    [random.float([6], -3, 3), random.int([6]), random.bool([6])].map(x =>
      on(`${x.dtype} to ${dtype}`, tensor => tf.cast(tensor, dtype), x),
    ),
  ),
  Reshape: [
    ...onAll('to a matrix', x => tf.reshape(x, [6, -1])),
    ...onAll('twice', x => tf.reshape(tf.reshape(x, [24]), [4, 6])),
    on('to a scalar', x => tf.reshape(x, []), random.float([1, 1])),
    on('from a scalar', x => tf.reshape(x, [1, 1]), random.float([])),
    on('nothing', x => tf.reshape(x, [3, 0]), random.float([0, 2])),
  ],
  ExpandDims: [0, 1, 3, -1].flatMap(axis => onAll(`axis ${axis}`, x => tf.expandDims(x, axis))),
  Transpose: [
    [2, 1, 0],
    [0, 2, 1],
    [1, 0, 2],
    [0, 1, 2],
  ].flatMap(perm => [
    ...onAll(`order ${perm}`, x => tf.transpose(x, perm)),
    on(`order ${perm}, of a dimension of one`, x => tf.transpose(x, perm), random.float([3, 1, 4])),
    on(`order ${perm}, of a spread column`, x => tf.transpose(spread(x), perm), random.float([3, 1])),
  ]),
  Tile: [
    ...onAll('all axes', x => tf.tile(x, [2, 1, 3])),
    on('a broadcast', x => tf.add(tf.broadcastTo(x, [2, 3, 4]), 1), random.float([3, 1])),
  ],
  Concat: [0, 1, 2]
    .flatMap(axis => onAll(`axis ${axis}`, x => tf.concat([x, x, tf.ones([2, 3, 4], x.dtype)], axis)))
    .concat(on('with nothing', (x, y) => tf.concat([x, y], 0), random.float([0, 4]), random.float([2, 4]))),
  Pack: [0, 1, -1].flatMap(axis => onAll(`axis ${axis}`, x => tf.stack([x, x], axis))),
  Unpack: [0, 1, -1].flatMap(axis => onAll(`axis ${axis}`, x => tf.unstack(x, axis))),
  SplitV: [
    ...onAll('in equal parts', x => tf.split(x, 2, 2)),
    ...onAll('by sizes', x => tf.split(x, [1, 2], 1)),
    ...onAll('with a rest', x => tf.split(x, [1, -1], -1)),
    ...onAll('in one part', x => tf.split(x, 1, 0)),
  ],
  Slice: [
    ...onAll('from the middle', x => tf.slice(x, [0, 1, 2], [1, 2, 1])),
    ...onAll('to the end', x => tf.slice(x, [1, 0], [-1, 2])),
    ...onAll('everything', x => tf.slice(x, [0, 0, 0], [2, 3, 4])),
    ...onAll('nothing', x => tf.slice(x, [1, 0, 0], [0, 3, 4])),
  ],
  StridedSlice: [
    ...onAll('steps', x => tf.stridedSlice(x, [0, 0, 0], [2, 3, 4], [1, 2, 2])),
    ...onAll('backwards', x => tf.stridedSlice(x, [1, 2, 3], [-3, -4, -5], [-1, -1, -2])),
    ...onAll('masks', x => tf.stridedSlice(x, [1, 1, 0], [2, 2, 3], [1, 1, 1], 1, 2)),
    ...onAll('a dropped axis', x => tf.stridedSlice(x, [0, 1, 0], [2, 2, 3], [1, 1, 1], 0, 0, 0, 0, 2)),
    ...onAll('a new axis', x => tf.stridedSlice(x, [0, 0, 1, 0], [2, 0, 3, 4], [1, 1, 1, 2], 0, 0, 0, 2, 0)),
  ],
  Reverse: [undefined, 0, -1, [0, 2]].flatMap(axis => onAll(`axis ${axis}`, x => tf.reverse(x, axis))),
  PadV2: [
    ...onAll('by zeros', x =>
      tf.pad(x, [
        [0, 1],
        [2, 0],
        [0, 0],
      ]),
    ),
    ...onAll('by ones', x =>
      tf.pad(
        x,
        [
          [1, 1],
          [0, 0],
          [0, 2],
        ],
        1,
      ),
    ),
  ],
  MirrorPad: [float, int].map(x =>
    on(
      x.dtype,
      tensor =>
        tf.mirrorPad(
          tensor,
          [
            [1, 0],
            [0, 2],
            [3, 1],
          ],
          'reflect',
        ),
      x,
    ),
  ),
  Fill: [
    on('floats', x => tf.add(tf.fill([2, 3], 0.5), x), random.float([])),
    on('integers', x => tf.add(tf.fill([2], 3, 'int32'), x), random.int([2])),
    on('a result', () => tf.fill([2, 3], 7)),
  ],
  ZerosLike: onAll('any', x => tf.zerosLike(x)),
  OnesLike: onAll('any', x => tf.onesLike(x)),
  Range: [
    on('up', x => tf.add(tf.range(0, 5, 2), x), random.float([])),
    on('down', x => tf.add(tf.range(5, 0), x), random.float([])),
    on('integers', x => tf.add(tf.range(1, 4, 1, 'int32'), x), random.int([])),
    on('nothing', () => tf.range(3, 3)),
  ],
  LinSpace: [on('of five', () => tf.linspace(-1, 2, 5)), on('of one', () => tf.linspace(3, 4, 1))],
};
