import type { SourceColumn } from '../sources/table-source';
import type { ColumnSink } from '../columns/column-sink';
import {
  collectorOf,
  type FeatureCollector,
  type FeatureRequest,
  type RawColumn,
} from '../columns/feature-collector';
import type { TextCells } from '../columns/text-cells';
import type { Scratch } from './scratch';
import { spilledColumn, type SpilledColumn } from './spilled-column';
import { SpilledColumns } from './spilled-columns';

/** What the columns of a file may take. */
export interface SpillOptions {
  /** Bytes of columns in memory; what is more lies in `scratch`. */
  readonly columnBytes: number;
  readonly scratch: Scratch;
  /** Is told how many rows there are, as soon as it is known and while it grows; throws for too many. @default any fit */
  readonly check?: (rowCount: number) => void;
}

/** Rows that are written at a time. */
const BLOCK_ROWS = 65_536;

interface StoredColumn {
  readonly name: string;
  readonly collector: FeatureCollector;
  /** Null as long as all rows are in memory. */
  onDisk: SpilledColumn | null;
}

/** Gathers columns in memory, and goes on on disk once they are larger than they may be. */
export class ColumnStore {
  readonly sinks: readonly ColumnSink[];
  readonly #columns: readonly StoredColumn[];
  readonly #spill: SpillOptions | undefined;
  #firstRow = 0;
  #rowCount = 0;

  /** @param columns - those of the source, in the order of the requests */
  constructor(
    requests: readonly FeatureRequest[],
    columns: readonly SourceColumn[],
    expectedRows: number,
    spill: SpillOptions | undefined,
  ) {
    this.#columns = requests.map((request, i) => ({
      name: request.name,
      collector: collectorOf(request, columns[i].form, expectedRows),
      onDisk: null,
    }));
    this.#spill = spill;
    this.sinks = this.#columns.map(({ collector }) => shifted(collector.sink, () => this.#firstRow));
  }

  /** Takes note of rows that the sinks were given. @throws NotSpilled */
  take(rowCount: number): void {
    this.#rowCount += rowCount;
    if (this.#spill === undefined) return;
    const isOnDisk = this.#firstRow > 0;
    if (isOnDisk ? this.#rowsInMemory >= BLOCK_ROWS : this.#bytesInMemory() > this.#spill.columnBytes)
      this.#write(this.#spill.scratch);
  }

  /** The columns, complete. */
  columns(): ReadonlyMap<string, RawColumn> {
    if (this.#spill !== undefined && this.#firstRow > 0) {
      this.#write(this.#spill.scratch);
      const onDisk = this.#columns.flatMap(({ name, onDisk: column }) =>
        column ? [[name, column] as const] : [],
      );
      return new SpilledColumns(new Map(onDisk), this.#rowCount);
    }
    return new Map(this.#columns.map(({ name, collector }) => [name, collector.column(this.#rowCount)]));
  }

  /** Rows without a value, by column. */
  missing(): ReadonlyMap<string, number> {
    return new Map(this.#columns.map(({ name, collector }) => [name, collector.missingCount()]));
  }

  /** Of these those in which a number is infinite, NaN or beyond float32, by column. */
  notFinite(): ReadonlyMap<string, number> {
    return new Map(this.#columns.map(({ name, collector }) => [name, collector.notFiniteCount?.() ?? 0]));
  }

  get #rowsInMemory(): number {
    return this.#rowCount - this.#firstRow;
  }

  #bytesInMemory(): number {
    const rows = this.#rowsInMemory;
    return this.#columns.reduce((sum, { collector }) => sum + bytesOf(collector.column(rows)), 0);
  }

  #write(scratch: Scratch): void {
    const rows = this.#rowsInMemory;
    if (rows === 0) return;
    for (const stored of this.#columns) {
      const column = stored.collector.column(rows);
      stored.onDisk ??= spilledColumn(column.kind, scratch);
      stored.onDisk.append(column);
      stored.collector.restart(BLOCK_ROWS);
    }
    this.#spill?.check?.(this.#rowCount);
    this.#firstRow = this.#rowCount;
  }
}

/** A sink for which the rows since `firstRow` are all there are. */
function shifted(sink: ColumnSink, firstRow: () => number): ColumnSink {
  switch (sink.kind) {
    case 'numeric': {
      const { store } = sink;
      return { ...sink, store: (cells: Float64Array, row: number) => store(cells, row - firstRow()) };
    }
    case 'category':
    case 'sequence': {
      const { store } = sink;
      return { ...sink, store: (cells: TextCells, row: number) => store(cells, row - firstRow()) };
    }
    case 'text':
    case 'time':
      throw new Error(`No feature is read as a ${sink.kind}.`);
  }
}

function bytesOf(column: RawColumn): number {
  switch (column.kind) {
    case 'numeric':
      return column.values.byteLength;
    case 'category':
      return column.codes.byteLength;
    case 'sequence':
      return column.offsets.byteLength + column.codes.byteLength;
  }
}
