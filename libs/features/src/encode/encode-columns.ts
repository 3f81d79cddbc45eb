import { MISSING, UNKNOWN } from './category-lookup';
import { encodedWidth } from './encoded-columns';
import { isEvent, windowStart } from '../fit/event-window';
import type { FeatureSpec } from '../spec/feature-spec';
import {
  inputColumns,
  NO_EVENT,
  type CategoricalInput,
  type InputColumn,
  type NumericInput,
  type SequenceInput,
} from './input-column';
import { rawColumn, type RawColumn } from './raw-column';

/** Writes the cells of one feature, of the rows from `begin` up to `end`. */
type CellWriter = (begin: number, end: number) => void;

/** So many rows are written feature by feature at a time, so that they stay in the cache in between. */
const BLOCK_ROWS = 1024;

/**
 * Turns raw training data into model input by the arithmetic and the lookups that serving uses. A text is looked
 * up once, however often it occurs.
 *
 * @param columns - raw columns, one for each feature, of the kind of the feature
 * @returns row-major [rowCount, encodedWidth(spec)], as `encodedColumns` describes it
 */
export function encodeColumns(
  spec: FeatureSpec,
  columns: ReadonlyMap<string, RawColumn>,
  rowCount: number,
): Float32Array {
  const width = encodedWidth(spec);
  const matrix = new Float32Array(rowCount * width);
  const writers = inputColumns(spec).map(column => writerOf(column, columns, matrix, width));
  for (let begin = 0; begin < rowCount; begin += BLOCK_ROWS) {
    const end = Math.min(begin + BLOCK_ROWS, rowCount);
    for (const write of writers) write(begin, end);
  }
  return matrix;
}

function writerOf(
  column: InputColumn,
  columns: ReadonlyMap<string, RawColumn>,
  matrix: Float32Array,
  width: number,
): CellWriter {
  switch (column.kind) {
    case 'numeric':
    case 'coded':
      return numberWriter(column, rawColumn(columns, column.name, 'numeric'), matrix, width);
    case 'categorical':
      return categoryWriter(column, rawColumn(columns, column.name, 'category'), matrix, width);
    case 'sequence':
      return sequenceWriter(column, rawColumn(columns, column.name, 'sequence'), matrix, width);
  }
}

function numberWriter(
  { start, encode, fallback }: Pick<NumericInput, 'start' | 'encode' | 'fallback'>,
  { values }: Extract<RawColumn, { kind: 'numeric' }>,
  matrix: Float32Array,
  width: number,
): CellWriter {
  return (begin, end) => {
    for (let row = begin, at = begin * width + start; row < end; row++, at += width) {
      const encoded = encode(values[row]);
      matrix[at] = encoded === encoded ? encoded : fallback;
    }
  };
}

function categoryWriter(
  { start, idOf, fallback, unknown }: CategoricalInput,
  { codes, values }: Extract<RawColumn, { kind: 'category' }>,
  matrix: Float32Array,
  width: number,
): CellWriter {
  const ids = Float32Array.from(values, value => {
    const id = idOf(value);
    return id === MISSING ? fallback : id === UNKNOWN ? unknown : id;
  });
  return (begin, end) => {
    for (let row = begin, at = begin * width + start; row < end; row++, at += width) {
      const code = codes[row];
      matrix[at] = code < 0 ? fallback : ids[code];
    }
  };
}

function sequenceWriter(
  { start, idOf, unknown, maxLength }: SequenceInput,
  { offsets, codes, values }: Extract<RawColumn, { kind: 'sequence' }>,
  matrix: Float32Array,
  width: number,
): CellWriter {
  const blank = values.indexOf('');
  const ids = Float32Array.from(values, value => {
    const id = idOf(value);
    return id < 0 ? unknown : id;
  });
  return (begin, end) => {
    for (let row = begin, first = begin * width + start; row < end; row++, first += width) {
      const last = offsets[row + 1];
      let at = first;
      for (let i = windowStart(codes, offsets[row], last, maxLength, blank); i < last; i++) {
        if (isEvent(codes[i], blank)) matrix[at++] = ids[codes[i]];
      }
      matrix.fill(NO_EVENT, at, first + maxLength);
    }
  };
}
