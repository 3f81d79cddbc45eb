import { BIGINT, DOUBLE, UBIGINT } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import {
  DataType,
  Vector,
  type Data,
  type Date_,
  type Decimal,
  type List,
  type Timestamp,
} from 'apache-arrow';
import { UnreadableCell, type CellColumn } from '../cells/cell-column';
import { CHUNK_ROWS, NullMask } from '../cells/null-mask';
import { DecimalColumn, TextColumn } from '../cells/text-column';
import { dateText, decimalText, shortestFloat, timestampTexts } from './arrow-texts';

/** A column whose cells are told by their row in a batch. */
export interface ArrowColumn extends CellColumn<number> {
  /** Takes the column of the next batch. */
  begin(data: Data): void;
}

/**
 * How a column of Arrow is read: into the same numbers and texts as the text protocol of the database would give.
 *
 * @throws UnreadableCell for a type that is neither number nor text
 */
export function columnOfArrow(type: DataType): ArrowColumn {
  if (DataType.isInt(type)) return new IntegerCells(type.bitWidth === 64, !type.isSigned);
  if (DataType.isFloat(type)) return new FloatCells();
  if (DataType.isBool(type)) return new BooleanCells();
  if (DataType.isDecimal(type)) return decimals(type);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isBinary(type)) return new Utf8Cells();
  if (DataType.isDate(type)) return dates(type);
  if (DataType.isTimestamp(type)) return timestamps(type);
  if (DataType.isNull(type)) return new WrittenCells(new TextColumn(), () => '');
  if (DataType.isList(type)) return lists(type);
  throw new UnreadableCell(`${String(type)} is neither number nor text. CAST it to STRING in the query.`);
}

/** Whole numbers of up to 64 bits. */
class IntegerCells implements ArrowColumn {
  readonly type;
  readonly #isWide: boolean;
  /** The lower half of each number, then the upper one. */
  readonly #words = new Uint32Array(2 * CHUNK_ROWS);
  readonly #nulls = new NullMask();
  #data: Data | undefined;
  #source: ArrayLike<number> = [];

  constructor(isWide: boolean, isUnsigned: boolean) {
    this.type = isWide && isUnsigned ? UBIGINT : BIGINT;
    this.#isWide = isWide;
  }

  begin(data: Data): void {
    const { values } = data;
    this.take(
      data,
      this.#isWide ? new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4) : values,
    );
  }

  /** @param source - the numbers; of 64 bits, in halves */
  protected take(data: Data, source: ArrayLike<number>): void {
    this.#data = data;
    this.#source = source;
  }

  store(from: number, row: number): number {
    if (!this.#data?.getValid(from)) {
      this.#nulls.setNull(row);
    } else if (this.#isWide) {
      this.#words[2 * row] = this.#source[2 * from];
      this.#words[2 * row + 1] = this.#source[2 * from + 1];
    } else {
      const value = this.#source[from];
      // Storing cuts to 32 bits.
      this.#words[2 * row] = value;
      this.#words[2 * row + 1] = value < 0 ? -1 : 0;
    }
    return 0;
  }

  moveTo(vector: duckdb.Vector, rowCount: number): void {
    duckdb.copy_data_to_vector(vector, 0, this.#words.buffer, 0, rowCount * 8);
    this.#nulls.moveTo(vector);
  }
}

/** Numbers with a floating point, those of 32 bits by the digits that a database shows of them. */
class FloatCells implements ArrowColumn {
  readonly type = DOUBLE;
  readonly #values = new Float64Array(CHUNK_ROWS);
  readonly #nulls = new NullMask();
  #data: Data | undefined;
  #vector: Vector | undefined;

  begin(data: Data): void {
    this.#data = data;
    this.#vector = new Vector([data]);
  }

  store(from: number, row: number): number {
    const data = this.#data;
    if (!data?.getValid(from)) {
      this.#nulls.setNull(row);
    } else if (data.values instanceof Float64Array) {
      this.#values[row] = data.values[from];
    } else {
      this.#values[row] = shortestFloat(Number(this.#vector?.get(from)));
    }
    return 0;
  }

  moveTo(vector: duckdb.Vector, rowCount: number): void {
    duckdb.copy_data_to_vector(vector, 0, this.#values.buffer, 0, rowCount * 8);
    this.#nulls.moveTo(vector);
  }
}

/** 0 and 1, which a database shows for them. */
class BooleanCells extends IntegerCells {
  constructor() {
    super(false, false);
  }

  override begin(data: Data): void {
    const vector = new Vector([data]);
    this.take(
      data,
      Uint8Array.from({ length: data.length }, (_, row) => Number(vector.get(row) === true)),
    );
  }
}

/** Texts, whose bytes are taken as they are. */
class Utf8Cells implements ArrowColumn {
  readonly #texts = new TextColumn();
  readonly type = this.#texts.type;
  #data: Data | undefined;

  begin(data: Data): void {
    this.#data = data;
  }

  store(from: number, row: number): number {
    const data = this.#data;
    if (!data?.getValid(from)) return this.#texts.store(null, row);
    const { valueOffsets, values } = data;
    return this.#texts.store(
      values.subarray(Number(valueOffsets[from]), Number(valueOffsets[from + 1])),
      row,
    );
  }

  moveTo(vector: duckdb.Vector, rowCount: number): void {
    this.#texts.moveTo(vector, rowCount);
  }
}

/** Cells that are written as a text first. */
class WrittenCells implements ArrowColumn {
  readonly type;
  #data: Data | undefined;
  #vector: Vector | undefined;

  /** @param textOf - is given the values of the batch, which are raw, and the batch as values of JavaScript */
  constructor(
    private readonly texts: TextColumn,
    private readonly textOf: (values: Data['values'], row: number, vector: Vector) => string,
  ) {
    this.type = texts.type;
  }

  begin(data: Data): void {
    this.#data = data;
    this.#vector = new Vector([data]);
  }

  store(from: number, row: number): number {
    if (!this.#vector || !this.#data?.getValid(from)) return this.texts.store(null, row);
    return this.texts.store(Buffer.from(this.textOf(this.#data.values, from, this.#vector)), row);
  }

  moveTo(vector: duckdb.Vector, rowCount: number): void {
    this.texts.moveTo(vector, rowCount);
  }
}

function decimals({ scale, bitWidth }: Decimal): ArrowColumn {
  const words = bitWidth / 32;
  return new WrittenCells(new DecimalColumn(), (values, row) =>
    decimalText(values.subarray(words * row, words * (row + 1)), scale),
  );
}

function dates({ unit }: Date_): ArrowColumn {
  return new WrittenCells(new TextColumn(), (values, row) => dateText(values[row], unit));
}

function timestamps({ unit, timezone }: Timestamp): ArrowColumn {
  const textOf = timestampTexts(unit, timezone);
  return new WrittenCells(new TextColumn(), (values, row) => textOf(values[row]));
}

/** Lists of numbers, texts and booleans, as JSON. */
function lists(type: List): ArrowColumn {
  const item = type.valueType;
  if (![DataType.isInt, DataType.isFloat, DataType.isUtf8, DataType.isBool].some(is => is(item))) {
    throw new UnreadableCell(
      `lists of ${String(item)} are neither numbers nor texts. CAST it to STRING in the query.`,
    );
  }
  return new WrittenCells(new TextColumn(), (_, row, vector) => {
    const items: unknown[] = [...vector.get(row)];
    return `[${items.map(jsonOf).join(',')}]`;
  });
}

function jsonOf(item: unknown): string {
  // Whole numbers of 64 bits keep their digits.
  return typeof item === 'bigint' ? String(item) : JSON.stringify(item);
}
