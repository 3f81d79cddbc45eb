import type { DuckDBConnection } from '@duckdb/node-api';
import { NotATime, NotAWeight, NoWeight } from '../errors';
import type { TableSource } from '../sources/table-source';
import type { ColumnSink } from './column-sink';
import { foundCell } from './found-cell';
import { timeFormOf } from './time-cell';
import { TimeColumn } from './time-column';
import { WeightColumn } from './weight-column';

/** What is read beside features and targets. */
interface BesideColumns {
  readonly times: Float64Array | null;
  /** By column. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/**
 * Gathers times and weights.
 *
 * @param first - the place of the first of these columns in the source: of the times, if there are any, and then of the
 *   weights
 */
export async function besideCollectors(
  connection: DuckDBConnection,
  source: TableSource,
  first: number,
  request: { readonly times: string | undefined; readonly weights: readonly string[] },
): Promise<{ readonly sinks: readonly ColumnSink[]; values(rowCount: number): BesideColumns }> {
  const times = request.times === undefined ? null : await timeColumn(connection, source, first);
  const firstWeight = first + (times ? 1 : 0);
  const weights = request.weights.map((_, i) => weightColumn(connection, source, firstWeight + i));
  return {
    sinks: [...(times ? [times.sink] : []), ...weights.map(({ sink }) => sink)],
    values: rowCount => ({
      times: times && times.times(rowCount),
      weights: new Map(
        request.weights.map((name, i) => [name, someWeight(source, name, weights[i].weights(rowCount))]),
      ),
    }),
  };
}

async function timeColumn(
  connection: DuckDBConnection,
  source: TableSource,
  column: number,
): Promise<TimeColumn> {
  const form = await timeFormOf(connection, source, column);
  return new TimeColumn(form, source.expectedRows, async row => {
    const { path, position, cell } = await foundCell(connection, source, column, row);
    return new NotATime(path, position, source.columns[column].name, cell, form);
  });
}

function weightColumn(connection: DuckDBConnection, source: TableSource, column: number): WeightColumn {
  return new WeightColumn(source.expectedRows, async row => {
    const { path, position, cell } = await foundCell(connection, source, column, row);
    return new NotAWeight(path, position, source.columns[column].name, cell, 'a row');
  });
}

/** @throws NoWeight */
function someWeight({ path }: TableSource, column: string, weights: Float32Array): Float32Array {
  if (weights.some(weight => weight > 0)) return weights;
  throw new NoWeight(path, column);
}
