import { MISSING, UNKNOWN } from '../categories/category-lookup';
import { columnDeriver, type DeriveColumns } from '../derived/derive-columns';
import { encodedWidth } from '../encoded-columns';
import { isEvent, windowStart } from '../../fit/event-window';
import type { FeatureSpec } from '../../spec/feature-spec';
import {
  inputColumns,
  NO_EVENT,
  type CategoricalInput,
  type InputColumn,
  type NumericInput,
  type SequenceInput,
} from '../input-column';
import { rawColumn, type RawColumn } from './raw-column';

/**
 * Writes the cells of one feature: those of `count` rows from `begin` on into the same rows of the matrix, or into those
 * that `places` has for them.
 */
type CellWriter = (begin: number, count: number, places: Uint32Array | null) => void;

/** So many rows are written feature by feature at a time, so that they stay in the cache in between. */
const BLOCK_ROWS = 512;

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
): Float32Array<ArrayBuffer> {
  return encodeTables(spec, [{ columns, rowCount }]);
}

/**
 * As `encodeColumns`, of several tables with the same columns: their rows one behind the other.
 *
 * @returns row-major [rows of all tables, encodedWidth(spec)]
 */
export function encodeTables(
  spec: FeatureSpec,
  tables: readonly { readonly columns: ReadonlyMap<string, RawColumn>; readonly rowCount: number }[],
): Float32Array<ArrayBuffer> {
  const input = new ColumnsInput(spec);
  const { width } = input;
  const matrix = new Float32Array(width * tables.reduce((sum, { rowCount }) => sum + rowCount, 0));
  let begin = 0;
  for (const { columns, rowCount } of tables) {
    const end = begin + rowCount * width;
    encodeInto(input, columns, rowCount, null, matrix.subarray(begin, end));
    begin = end;
  }
  return matrix;
}

/**
 * As `encodeColumns`, parted: one matrix for each list of rows, in the order of the list. No matrix of all rows is
 * copied, as it would be if it were encoded first; the matrices are views of one buffer.
 *
 * @param parts - lists that share no row and together have all of them, such as those of a split
 * @returns for each part, row-major [rows of the part, encodedWidth(spec)]
 */
export function encodeParts(
  spec: FeatureSpec,
  columns: ReadonlyMap<string, RawColumn>,
  parts: readonly Uint32Array[],
): Float32Array<ArrayBuffer>[] {
  return partsEncoder(spec)(columns, parts);
}

/** Encodes all rows of some columns, parted. */
export type EncodeParts = (
  columns: ReadonlyMap<string, RawColumn>,
  parts: readonly Uint32Array[],
) => Float32Array<ArrayBuffer>[];

/**
 * What `encodeParts` does, for columns that come in blocks of rows: lookups are made once, and texts that blocks share
 * are looked up once.
 */
export function partsEncoder(spec: FeatureSpec): EncodeParts {
  const input = new ColumnsInput(spec);
  return (columns, parts) => {
    const rowCount = parts.reduce((sum, rows) => sum + rows.length, 0);
    const places = new Uint32Array(rowCount);
    let place = 0;
    for (const rows of parts) for (const row of rows) places[row] = place++;
    const matrix = new Float32Array(rowCount * input.width);
    encodeInto(input, columns, rowCount, places, matrix);
    let end = 0;
    return parts.map(rows => {
      const begin = end;
      end += rows.length * input.width;
      return matrix.subarray(begin, end);
    });
  };
}

/** The input columns of a spec, and what the texts of its columns become. */
class ColumnsInput {
  readonly width: number;
  readonly columns: readonly InputColumn[];
  readonly derive: DeriveColumns | null;
  readonly #ids = new Map<InputColumn, { readonly values: readonly string[]; readonly ids: Float32Array }>();

  constructor(spec: FeatureSpec) {
    this.width = encodedWidth(spec);
    this.columns = inputColumns(spec);
    this.derive = columnDeriver(spec);
  }

  /** What becomes of the id of each of the values, as long as blocks have the same ones. */
  idsOf(
    column: CategoricalInput | SequenceInput,
    values: readonly string[],
    inputOf: (id: number) => number,
  ): Float32Array {
    const known = this.#ids.get(column);
    if (known?.values === values && known.ids.length === values.length) return known.ids;
    const ids = column.idsOf(values).map(inputOf);
    this.#ids.set(column, { values, ids });
    return ids;
  }
}

/**
 * Reads the rows in their order and scatters them: a row of the matrix lies together, a row of the columns does not.
 *
 * @param places - the row of the matrix for each; null for the same
 */
function encodeInto(
  input: ColumnsInput,
  columns: ReadonlyMap<string, RawColumn>,
  rowCount: number,
  places: Uint32Array | null,
  matrix: Float32Array,
): void {
  const writers = input.columns.map(column => writerOf(column, columns, matrix, input));
  for (let begin = 0; begin < rowCount; begin += BLOCK_ROWS) {
    const end = Math.min(begin + BLOCK_ROWS, rowCount);
    const ofBlock = places && places.subarray(begin, end);
    for (const write of writers) write(begin, end - begin, ofBlock);
  }
  input.derive?.(matrix, rowCount);
}

function writerOf(
  column: InputColumn,
  columns: ReadonlyMap<string, RawColumn>,
  matrix: Float32Array,
  input: ColumnsInput,
): CellWriter {
  switch (column.kind) {
    case 'numeric':
    case 'coded':
      return numberWriter(column, rawColumn(columns, column.name, 'numeric'), matrix, input.width);
    case 'categorical':
      return categoryWriter(column, rawColumn(columns, column.name, 'category'), matrix, input);
    case 'sequence':
      return sequenceWriter(column, rawColumn(columns, column.name, 'sequence'), matrix, input);
  }
}

function numberWriter(
  { start, encode, encodeAll, fallback }: Pick<NumericInput, 'start' | 'encode' | 'encodeAll' | 'fallback'>,
  { values }: Extract<RawColumn, { kind: 'numeric' }>,
  matrix: Float32Array,
  width: number,
): CellWriter {
  const block = new Float32Array(BLOCK_ROWS);
  return (begin, count, places) => {
    const raw = { values, start: begin, stride: 1 };
    if (encodeAll && !places) {
      const first = begin * width + start;
      const missing = encodeAll(raw, { values: matrix, start: first, stride: width }, count);
      if (missing > 0) {
        for (let i = 0, at = first; i < count; i++, at += width) {
          const value = matrix[at];
          if (value !== value) matrix[at] = fallback;
        }
      }
      return;
    }
    if (encodeAll) encodeAll(raw, { values: block, start: 0, stride: 1 }, count);
    else for (let i = 0; i < count; i++) block[i] = encode(values[begin + i]);
    for (let i = 0; i < count; i++) {
      const value = block[i];
      matrix[(places ? places[i] : begin + i) * width + start] = value === value ? value : fallback;
    }
  };
}

function categoryWriter(
  column: CategoricalInput,
  { codes, values }: Extract<RawColumn, { kind: 'category' }>,
  matrix: Float32Array,
  input: ColumnsInput,
): CellWriter {
  const { start, fallback, unknown } = column;
  const { width } = input;
  const ids = input.idsOf(column, values, id => (id === MISSING ? fallback : id === UNKNOWN ? unknown : id));
  return (begin, count, places) => {
    if (!places) {
      for (let row = begin, at = begin * width + start; row < begin + count; row++, at += width) {
        const code = codes[row];
        matrix[at] = code < 0 ? fallback : ids[code];
      }
      return;
    }
    for (let i = 0; i < count; i++) {
      const code = codes[begin + i];
      matrix[places[i] * width + start] = code < 0 ? fallback : ids[code];
    }
  };
}

function sequenceWriter(
  column: SequenceInput,
  { offsets, codes, values }: Extract<RawColumn, { kind: 'sequence' }>,
  matrix: Float32Array,
  input: ColumnsInput,
): CellWriter {
  const { start, unknown, maxLength } = column;
  const { width } = input;
  const blank = values.indexOf('');
  const ids = input.idsOf(column, values, id => (id < 0 ? unknown : id));
  return (begin, count, places) => {
    for (let i = 0; i < count; i++) {
      const row = begin + i;
      const first = (places ? places[i] : row) * width + start;
      const last = offsets[row + 1];
      let at = first;
      for (let event = windowStart(codes, offsets[row], last, maxLength, blank); event < last; event++) {
        if (isEvent(codes[event], blank)) matrix[at++] = ids[codes[event]];
      }
      matrix.fill(NO_EVENT, at, first + maxLength);
    }
  };
}
