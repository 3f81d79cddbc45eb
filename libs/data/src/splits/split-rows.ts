import { createRandom } from '../random';
import { checkFraction, type Split } from './split';

/**
 * Splits rows so that each label value has the same share in both parts, as far as whole rows allow: a value with two
 * rows or more is in both, a value with one row is in the training part. Each part is in random order.
 *
 * @param fraction share of the validation part, between 0 and 1
 * @throws RangeError if the fraction is not between 0 and 1
 */
export function stratifiedSplit(labels: ArrayLike<number>, fraction: number, seed: number): Split {
  checkFraction(fraction);
  const random = createRandom(seed);
  const train = new Uint32Array(labels.length);
  const validation = new Uint32Array(labels.length);
  let trainCount = 0;
  let validationCount = 0;
  for (const rows of rowsByLabel(labels)) {
    random.shuffle(rows);
    const held = heldOut(rows.length, fraction);
    validation.set(rows.subarray(0, held), validationCount);
    train.set(rows.subarray(held), trainCount);
    validationCount += held;
    trainCount += rows.length - held;
  }
  return {
    train: random.shuffle(train.slice(0, trainCount)),
    validation: random.shuffle(validation.slice(0, validationCount)),
  };
}

/**
 * Splits rows at random; two rows or more leave neither part empty. Each part is in random order.
 *
 * @param fraction share of the validation part, between 0 and 1
 * @throws RangeError if the fraction is not between 0 and 1
 */
export function randomSplit(rowCount: number, fraction: number, seed: number): Split {
  checkFraction(fraction);
  const rows = createRandom(seed).shuffle(Uint32Array.from({ length: rowCount }, (_, row) => row));
  const held = heldOut(rowCount, fraction);
  return { train: rows.slice(held), validation: rows.slice(0, held) };
}

/**
 * Copies rows of a row-major matrix, in the order given; labels are a matrix with one column.
 *
 * @param matrix [rows, columnCount]
 * @returns [rows.length, columnCount]
 */
export function takeRows(
  matrix: Float32Array,
  columnCount: number,
  rows: ArrayLike<number>,
): Float32Array<ArrayBuffer> {
  const taken = new Float32Array(rows.length * columnCount);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i] * columnCount;
    const to = i * columnCount;
    for (let column = 0; column < columnCount; column++) taken[to + column] = matrix[from + column];
  }
  return taken;
}

function heldOut(rowCount: number, fraction: number): number {
  if (rowCount < 2) return 0;
  return Math.min(rowCount - 1, Math.max(1, Math.round(rowCount * fraction)));
}

/** The rows of each label value, by rising value. */
function rowsByLabel(labels: ArrayLike<number>): Uint32Array[] {
  const places = new Map<number, number>();
  const placeOfRow = new Uint32Array(labels.length);
  const counts: number[] = [];
  let place = -1;
  for (let row = 0; row < labels.length; row++) {
    // Of few values the one before is often the same, and then need not be looked for.
    if (row === 0 || labels[row] !== labels[row - 1]) {
      const known = places.get(labels[row]);
      place = known ?? counts.push(0) - 1;
      if (known === undefined) places.set(labels[row], place);
    }
    placeOfRow[row] = place;
    counts[place]++;
  }
  const groups = counts.map(count => new Uint32Array(count));
  const filled = groups.map(() => 0);
  for (let row = 0; row < labels.length; row++) {
    const group = placeOfRow[row];
    groups[group][filled[group]++] = row;
  }
  return [...places.keys()].sort((a, b) => a - b).map(value => groups[places.get(value) ?? 0]);
}
