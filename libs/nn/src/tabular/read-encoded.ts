import * as tf from '@tensorflow/tfjs-core';
import type { SequenceFeature } from '@reckit/features';
import type { Batch } from '../network';
import { UNKNOWN_ID } from '../tables/bag-columns';
import type { EmbeddingSlot, TabularLayout } from './tabular-layout';

/**
 * The inputs of a tabular network, taken from encoded rows inside the graph: `numeric` [rows, numeric features]
 * raw, `fields` [rows, slots, dim] looked up in the table, and `events` [rows, events with slots of their own], the
 * ids, −1 where there is none. Training gathers the same on the host.
 *
 * @param encoded - [rows, width], as the features library encodes them
 * @param table - [tableRows, dim]; null if there are no slots
 */
export function readEncoded(encoded: tf.Tensor, layout: TabularLayout, table: tf.Tensor | null): Batch {
  const { numericColumns, eventColumns, slots } = layout;
  return {
    ...(numericColumns.length > 0 && { numeric: takeColumns(encoded, numericColumns) }),
    ...(eventColumns.length > 0 && { events: takeColumns(encoded, eventColumns) }),
    ...(table && slots.length > 0 && { fields: lookUp(encoded, slots, table) }),
  };
}

function takeColumns(encoded: tf.Tensor, columns: readonly number[]): tf.Tensor {
  const width = encoded.shape[1];
  if (columns.length === width) return encoded;
  return contiguous(columns)
    ? tf.slice(encoded, [0, columns[0]], [-1, columns.length])
    : tf.gather(encoded, tf.tensor1d([...columns], 'int32'), 1);
}

function contiguous(columns: readonly number[]): boolean {
  return columns.every((column, i) => column === columns[0] + i);
}

function lookUp(encoded: tf.Tensor, slots: readonly EmbeddingSlot[], table: tf.Tensor): tf.Tensor {
  const categorical = slots.filter(({ feature }) => feature.kind === 'categorical');
  const parts: tf.Tensor[] = [];
  if (categorical.length > 0) {
    const columns = takeColumns(
      encoded,
      categorical.map(({ start }) => start),
    );
    const firstRows = categorical.map(({ firstRow }) => firstRow);
    const ids = tf.add(tf.cast(columns, 'int32'), tf.tensor2d(firstRows, [1, firstRows.length], 'int32'));
    parts.push(tf.gather(table, ids));
  }
  for (const feature of new Set(slots.map(slot => slot.feature))) {
    if (feature.kind === 'sequence') {
      const ofFeature = slots.filter(slot => slot.feature === feature);
      const isByEvent = ofFeature[0].event !== null;
      parts.push(
        isByEvent ? eachEvent(encoded, ofFeature, table) : pooled(encoded, feature, ofFeature, table),
      );
    }
  }
  return parts.length === 1 ? parts[0] : tf.concat(parts, 1);
}

/** The row of each event of a sequence, [rows, slots, dim]; zeros where there is none. */
function eachEvent(encoded: tf.Tensor, slots: readonly EmbeddingSlot[], table: tf.Tensor): tf.Tensor {
  const [{ start, firstRow }] = slots;
  const ids = tf.slice(encoded, [0, start], [-1, slots.length]);
  const rows = tf.add(tf.cast(tf.maximum(ids, 0), 'int32'), tf.scalar(firstRow, 'int32'));
  const isThere = tf.cast(tf.greaterEqual(ids, 0), 'float32');
  return tf.mul(tf.gather(table, rows), tf.expandDims(isThere, 2));
}

/**
 * The sum or mean of the rows of a sequence, [rows, slots, dim], over each of the windows that its slots are; zeros for
 * an empty one. All windows are one product, since a small graph's time is the number of its nodes.
 */
function pooled(
  encoded: tf.Tensor,
  { pooling }: SequenceFeature,
  slots: readonly EmbeddingSlot[],
  table: tf.Tensor,
): tf.Tensor {
  const [{ start, width, firstRow, skipsUnknown }] = slots;
  const ids = tf.slice(encoded, [0, start], [-1, width]);
  const known = tf.cast(tf.greaterEqual(ids, skipsUnknown ? UNKNOWN_ID + 1 : 0), 'float32');
  const rows = tf.add(tf.cast(tf.maximum(ids, 0), 'int32'), tf.scalar(firstRow, 'int32'));
  const counted = windowsOf(
    known,
    width,
    slots.map(({ recent }) => recent ?? width),
  );
  const sums: tf.Tensor = tf.matMul(counted, tf.gather(table, rows));
  if (pooling === 'sum') return sums;
  return tf.div(sums, tf.maximum(tf.sum(counted, 2, true), 1));
}

/** Of the ones in each row the last so many, for each number of them: [rows, width] to [rows, counts, width]. */
function windowsOf(ones: tf.Tensor, width: number, counts: readonly number[]): tf.Tensor {
  const all = tf.expandDims(ones, 1);
  if (counts.length === 1 && counts[0] >= width) return all;
  // A product with a triangle counts how many ones stand after each column, itself counted.
  const triangle = tf.tensor2d(
    Array.from({ length: width }, (_, from) => Array.from({ length: width }, (_, at) => Number(from >= at))),
    [width, width],
  );
  const remaining: tf.Tensor = tf.expandDims(tf.matMul(ones, triangle), 1);
  const most = tf.tensor3d([...counts], [1, counts.length, 1]);
  return tf.mul(all, tf.cast(tf.lessEqual(remaining, most), 'float32'));
}
