import type { ColumnSink } from './columns/column-sink';
import {
  collectorOf,
  type FeatureCollector,
  type FeatureRequest,
  type RawColumn,
} from './columns/feature-collector';
import { scanColumns } from './columns/scan-columns';
import type { FileOptions } from './files/table-file';
import { openSource, withTable } from './sources/open-source';
import type { SourceColumn } from './sources/table-source';

export interface BatchesRequest extends FileOptions {
  readonly features: readonly FeatureRequest[];
  /** The column that names rows, read as a category of which blank cells alone are missing. @default none */
  readonly ids?: string;
}

/** Some rows of a file, as many as its reader gives at once: some two thousand. */
export interface Batch {
  /** The row of the file that comes first, from 0. */
  readonly firstRow: number;
  /** By row; null where it has none. */
  readonly ids: readonly (string | null)[];
  /** The features, by name. */
  readonly columns: ReadonlyMap<string, RawColumn>;
}

/**
 * Reads a file as `readColumns` does, some rows at a time, whatever the size of the file.
 *
 * @param take - is given each batch, and is waited for
 * @returns the number of rows
 * @throws DataError, and what `take` throws
 * @example
 * await readBatches('items.csv', { ids: 'item_id', features: [{ name: 'price', kind: 'numeric' }] }, async batch => {
 *   await write(batch.ids, encode(batch.columns));
 * });
 */
export async function readBatches(
  path: string,
  request: BatchesRequest,
  take: (batch: Batch) => Promise<void>,
): Promise<number> {
  const { features, ids: idsName } = request;
  const named: readonly FeatureRequest[] =
    idsName === undefined ? [] : [{ name: idsName, kind: 'category', missing: [] }];
  const reads = [...named, ...features];
  return withTable(path, request, async (connection, table) => {
    const source = await openSource(
      connection,
      table,
      reads.map(({ name, kind }) => ({ name, asJson: kind !== 'numeric' })),
    );
    const columns = reads.map((read, i) => new ColumnInBatches(read, source.columns[i]));
    let firstRow = 0;
    return scanColumns(
      connection,
      source,
      columns.map(({ sink }) => sink),
      async rowCount => {
        const taken = columns.map(column => column.takeRows(rowCount));
        const batch = {
          firstRow,
          ids: named.length === 0 ? Array<null>(rowCount).fill(null) : textsOf(taken[0]),
          columns: new Map(features.map(({ name }, i) => [name, taken[named.length + i]])),
        };
        firstRow += rowCount;
        await take(batch);
      },
    );
  });
}

/** So many rows come at once, or fewer. */
const CHUNK_ROWS = 2_048;

/** A column that is gathered anew for each batch. */
class ColumnInBatches {
  readonly sink: ColumnSink;
  #collector: FeatureCollector;
  #firstRow = 0;
  #blankBefore = 0;

  constructor(
    private readonly request: FeatureRequest,
    private readonly column: SourceColumn,
  ) {
    this.#collector = this.#newCollector();
    this.sink = this.#sinkOver(this.#collector.sink);
  }

  /** The rows since the last call. */
  takeRows(rowCount: number): RawColumn {
    const column = this.#collector.column(rowCount);
    this.#blankBefore += this.#collector.sink.blankCount();
    this.#firstRow += rowCount;
    this.#collector = this.#newCollector();
    return column;
  }

  #newCollector(): FeatureCollector {
    return collectorOf(this.request, this.column.form, CHUNK_ROWS);
  }

  /** A sink of the same kind that hands rows on to the collector at hand, for which they begin anew. */
  #sinkOver(first: ColumnSink): ColumnSink {
    const blankCount = (): number => this.#blankBefore + this.#collector.sink.blankCount();
    switch (first.kind) {
      case 'numeric':
        return {
          ...first,
          blankCount,
          store: (cells: Float64Array, row: number) => {
            const { sink } = this.#collector;
            return sink.kind === 'numeric' ? sink.store(cells, row - this.#firstRow) : -1;
          },
        };
      case 'category':
      case 'sequence':
        return {
          kind: first.kind,
          blankCount,
          store: (cells, row) => {
            const { sink } = this.#collector;
            return sink.kind === first.kind ? sink.store(cells, row - this.#firstRow) : -1;
          },
        };
      case 'time':
      case 'text':
        throw new Error(`No feature is read as a ${first.kind}.`);
    }
  }
}

function textsOf(column: RawColumn): (string | null)[] {
  if (column.kind !== 'category') throw new Error('Ids are read as a category.');
  return Array.from(column.codes, code => (code < 0 ? null : column.values[code]));
}
