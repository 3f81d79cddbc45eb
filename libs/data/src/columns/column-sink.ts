import type { MissingWords } from '@reckit/features';
import type { DataError } from '../errors';
import type { TextCells } from './text-cells';

/** Takes one column of a source, chunk by chunk, in the order of the rows. */
export type ColumnSink = NumericSink | TimeSink | TextSink | StringSink;

export interface NumericSink {
  readonly kind: 'numeric';
  /** Whether the column is a feature, which may hold categories instead. */
  readonly isFeature: boolean;
  /** What counts as missing. */
  readonly missing: MissingWords;
  /** Stores cells as `storeNumbers` does; returns the index of the first that is no number, or -1. */
  readonly store: (cells: Float64Array, firstRow: number) => number;
  /** Blank cells stored so far. */
  readonly blankCount: () => number;
  /** What to say of a 1-based row whose cell is no number, where there is more to be said than that. */
  readonly refusal?: (row: number) => Promise<DataError>;
}

export interface TimeSink {
  readonly kind: 'time';
  /** What the times of the column are: numbers of any unit, or dates, which come as milliseconds since 1970. */
  readonly form: 'number' | 'date';
  /** Takes NaN for what is no time; returns the index of the first of them, or -1. */
  readonly store: (cells: Float64Array, firstRow: number) => number;
  readonly blankCount: () => number;
  /** What to say of a 1-based row whose cell is no time. */
  readonly refusal: (row: number) => Promise<DataError>;
}

export interface TextSink {
  readonly kind: 'category' | 'sequence';
  /** Returns the index of the first cell that is none of the kind, or -1. */
  readonly store: (cells: TextCells, firstRow: number) => number;
  readonly blankCount: () => number;
  /** What to say of a 1-based row whose cell is none of the kind, where there is more to be said than that. */
  readonly refusal?: (row: number) => Promise<DataError>;
}

export interface StringSink {
  readonly kind: 'text';
  readonly store: (cell: string | null, row: number) => void;
  readonly blankCount: () => number;
}
