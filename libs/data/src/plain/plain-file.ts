import type { CsvCells, CsvShape } from '@reckit/kernels';
import type { ColumnSink } from '../columns/column-sink';
import type { SourceFile } from '../sources/table-source';

/** Bytes of a block: thousands of rows, which stay in the cache of a core until they are stored. */
const BLOCK_BYTES = 512 * 1024;
/** A longer line is not plain. */
const LONGEST_LINE_BYTES = 64 * 1024;
/** One is read while the other is stored. */
const SLOTS = 2;

/** How the numbers of a column are written, beside digits. */
export interface NumberWords {
  /** The words that mean a missing value, in lower case; null if there are no words, not even true and false. */
  readonly texts: readonly string[] | null;
  /** The numbers that mean a missing value, of float32. */
  readonly numbers: readonly number[];
}

/** A separated file as its bytes are read; it can be posted to a thread. */
export interface PlainFile {
  readonly path: string;
  /** Of the header, and of all. */
  readonly headerBytes: number;
  readonly bytes: number;
  readonly shape: CsvShape;
  /** By column of the file; undefined where it holds no numbers. */
  readonly words: readonly (NumberWords | undefined)[];
}

/** A file to read, and for each sink the column of the file whose cells it takes. */
export interface PlainCells {
  readonly file: PlainFile;
  readonly columns: readonly number[];
}

/** A cell of a separated file, by its place in the row. */
const PLACE_OF_CELL = /^c(\d+)$/;

/**
 * Says how the bytes of a file are read for sinks.
 *
 * @returns undefined if the database has to read it: it is packed or no separated text, its header is not plain, cells
 *   are computed, there are dates, or what two sinks take of one column differs
 */
export function plainCells(file: SourceFile, sinks: readonly ColumnSink[]): PlainCells | undefined {
  const { text } = file;
  if (text === undefined || sinks.length === 0) return undefined;
  const cells = Array<CsvCells>(text.columnCount).fill('passed');
  const words = Array<NumberWords | undefined>(text.columnCount).fill(undefined);
  const columns: number[] = [];
  for (const [i, { cell }] of file.columns.entries()) {
    const place = PLACE_OF_CELL.exec(cell)?.[1];
    const wanted = wantedOf(sinks[i]);
    if (place === undefined || wanted === undefined) return undefined;
    const column = Number(place);
    const isTaken = cells[column] !== 'passed';
    if (isTaken && !(cells[column] === wanted.cells && isSame(words[column], wanted.words))) return undefined;
    cells[column] = wanted.cells;
    words[column] = wanted.words;
    columns.push(column);
  }
  const shape: CsvShape = {
    columns: cells,
    separator: text.separator.charCodeAt(0),
    endsInCr: text.lineEnd === '\r\n',
    blockBytes: BLOCK_BYTES,
    overlapBytes: LONGEST_LINE_BYTES,
    slots: SLOTS,
  };
  const { readPath: path, bytes } = file.file;
  return { file: { path, headerBytes: text.headerBytes, bytes, shape, words }, columns };
}

interface Wanted {
  readonly cells: 'numbers' | 'texts';
  readonly words?: NumberWords;
}

function wantedOf(sink: ColumnSink): Wanted | undefined {
  switch (sink.kind) {
    case 'numeric': {
      const { texts, numbers } = sink.missing;
      return { cells: 'numbers', words: { texts: [...texts], numbers: [...numbers] } };
    }
    case 'time':
      return sink.form === 'number' ? { cells: 'numbers', words: { texts: null, numbers: [] } } : undefined;
    case 'category':
    case 'sequence':
    case 'text':
      return { cells: 'texts' };
  }
}

function isSame(words: NumberWords | undefined, others: NumberWords | undefined): boolean {
  return JSON.stringify(words) === JSON.stringify(others);
}

/** How many blocks a file has. */
export function blockCount({ bytes, headerBytes, shape }: PlainFile): number {
  return Math.ceil((bytes - headerBytes) / shape.blockBytes);
}
