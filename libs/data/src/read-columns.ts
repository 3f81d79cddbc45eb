import type { FileOptions } from './files/table-file';
import { besideCollectors } from './columns/beside-columns';
import type { CategoryColumn } from './columns/category-column';
import { collectorOf, type FeatureRequest, type RawColumn } from './columns/feature-collector';
import { openSource, withTable } from './sources/open-source';
import { scanColumns } from './columns/scan-columns';
import type { TableSource } from './sources/table-source';
import { ColumnStore, type SpillOptions } from './spilled/column-store';
import { targetCollector } from './targets/target-collector';
import { isReadAsCategory, targetNames, type TargetRequest } from './targets/target-request';

export interface ColumnsRequest extends FileOptions {
  readonly features: readonly FeatureRequest[];
  /** Columns to learn, complete in every row. */
  readonly targets: readonly TargetRequest[];
  /** A column that groups rows, such as the user; read as a category. */
  readonly groups?: string;
  /** A column by which rows are held out together; read as a category, as `groups` is. */
  readonly splitGroups?: string;
  /** A column with the time of every row: numbers of any unit, or dates. */
  readonly times?: string;
  /** Columns with weights of the rows: finite numbers that are not negative, and not all 0. */
  readonly weights?: readonly string[];
  /** What the columns of the features may take of memory, and where the others go. @default all stay in memory */
  readonly spill?: SpillOptions;
}

export interface Columns {
  readonly rowCount: number;
  /** The features, by name; those on disk are read one at a time. */
  readonly columns: ReadonlyMap<string, RawColumn>;
  /** By name, each [rows], all finite. */
  readonly targets: ReadonlyMap<string, Float32Array>;
  /** Rows in which a feature has no value, by name; for a sequence, no item. */
  readonly missing: ReadonlyMap<string, number>;
  /** Rows of these in which a number is infinite, NaN or beyond float32, by name. */
  readonly notFinite: ReadonlyMap<string, number>;
  readonly groups: GroupColumn | null;
  readonly splitGroups: GroupColumn | null;
  /** [rows], all finite; of dates the milliseconds since 1970. */
  readonly times: Float64Array | null;
  /** By column, each [rows]. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

export type GroupColumn = Pick<CategoryColumn, 'codes' | 'values'>;

/**
 * Reads a file column by column into the form from which features are encoded: numbers as `readTable` reads them, and
 * for categories and the items of sequences, codes of their distinct values. The arrays may be views of larger buffers.
 *
 * Values of categories and items of sequences are canonical (`canonicalText`), whatever the file writes them as, and what
 * `MissingWords` of the feature has is missing. Missing items of a sequence are dropped.
 *
 * @throws DataError, among them MissingLabel for a row without a finite target, BadLabel, NotATime and NotAWeight
 * @throws RangeError if a separator is empty
 * @example
 * const { columns, targets } = await readColumns('data/train.csv', {
 *   features: [{ name: 'age', kind: 'numeric' }, { name: 'history', kind: 'sequence', separator: '|' }],
 *   targets: ['label'],
 * });
 */
export async function readColumns(path: string, request: ColumnsRequest): Promise<Columns> {
  const { features, targets: targetRequests, times, weights = [] } = request;
  const { reads, groupIndex, splitIndex } = withGroups(request);
  return withTable(path, request, async (connection, table) => {
    const source = await openSource(connection, table, [
      ...reads.map(({ name, kind }) => ({ name, asJson: kind !== 'numeric' })),
      ...targetRequests.map(target => ({
        name: targetNames(target).column,
        asJson: isReadAsCategory(target),
      })),
      ...[...(times === undefined ? [] : [times]), ...weights].map(name => ({ name })),
    ]);
    if (isCounted(source)) request.spill?.check?.(source.expectedRows);
    const store = new ColumnStore(features, source.columns, source.expectedRows, request.spill);
    const others = reads
      .slice(features.length)
      .map((read, i) => collectorOf(read, source.columns[features.length + i].form, source.expectedRows));
    const targets = targetRequests.map((target, i) =>
      targetCollector(connection, source, source.columns[reads.length + i], target),
    );
    const beside = await besideCollectors(connection, source, reads.length + targets.length, {
      times,
      weights,
    });
    const sinks = [...others, ...targets].map(({ sink }) => sink);
    const rowCount = await scanColumns(
      connection,
      source,
      [...store.sinks, ...sinks, ...beside.sinks],
      rows => store.take(rows),
    );
    const targetValues = new Map<string, Float32Array>();
    for (const [i, target] of targets.entries()) {
      targetValues.set(targetNames(targetRequests[i]).name, await target.values(rowCount));
    }
    const columns = store.columns();
    const categoryAt = (index: number | undefined): CategoryColumn | null => {
      if (index === undefined) return null;
      const column =
        index < features.length
          ? columns.get(features[index].name)
          : others[index - features.length].column(rowCount);
      return column?.kind === 'category' ? column : null;
    };
    return {
      rowCount,
      columns,
      targets: targetValues,
      missing: store.missing(),
      notFinite: store.notFinite(),
      groups: categoryAt(groupIndex),
      splitGroups: categoryAt(splitIndex),
      ...beside.values(rowCount),
    };
  });
}

/** Whether the files tell how many rows will come. */
function isCounted({ files }: TableSource): boolean {
  return files.every(({ file, rowInFile }) => file.kind === 'parquet' && rowInFile === undefined);
}

/** The features and the groups, which may be some of them. */
function withGroups({ features, groups, splitGroups }: ColumnsRequest): {
  reads: readonly FeatureRequest[];
  groupIndex?: number;
  splitIndex?: number;
} {
  const reads = [...features];
  const placeOf = (name: string): number => {
    const index = reads.findIndex(read => read.name === name && read.kind === 'category');
    return index >= 0 ? index : reads.push({ name, kind: 'category' }) - 1;
  };
  return {
    reads,
    ...(groups !== undefined && { groupIndex: placeOf(groups) }),
    ...(splitGroups !== undefined && { splitIndex: placeOf(splitGroups) }),
  };
}
