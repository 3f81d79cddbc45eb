import type { FileOptions } from './files/table-file';
import type { CategoryColumn } from './columns/category-column';
import { collectorOf, type FeatureRequest, type RawColumn } from './columns/feature-collector';
import { openSource, withTable } from './sources/open-source';
import { scanColumns } from './columns/scan-columns';
import { targetCollector } from './targets/target-collector';
import { isReadAsCategory, targetNames, type TargetRequest } from './targets/target-request';

export interface ColumnsRequest extends FileOptions {
  readonly features: readonly FeatureRequest[];
  /** Columns to learn, complete in every row. */
  readonly targets: readonly TargetRequest[];
  /** A column that groups rows, such as the user; read as a category. */
  readonly groups?: string;
}

export interface Columns {
  readonly rowCount: number;
  /** The features, by name. */
  readonly columns: ReadonlyMap<string, RawColumn>;
  /** By name, each [rows], all finite. */
  readonly targets: ReadonlyMap<string, Float32Array>;
  /** Rows in which a feature has no value, by name; for a sequence, no item. */
  readonly missing: ReadonlyMap<string, number>;
  /** Rows of these in which a number is infinite, NaN or beyond float32, by name. */
  readonly notFinite: ReadonlyMap<string, number>;
  readonly groups: Pick<CategoryColumn, 'codes' | 'values'> | null;
}

/**
 * Reads a file column by column into the form from which features are encoded: numbers as `readTable` reads them, and
 * for categories and the items of sequences, codes of their distinct values. The arrays may be views of larger buffers.
 *
 * Values of categories and items of sequences are canonical (`canonicalText`), whatever the file writes them as, and what
 * `MissingWords` of the feature has is missing. Missing items of a sequence are dropped.
 *
 * @throws DataError, among them MissingLabel for a row without a finite target, and BadLabel
 * @throws RangeError if a separator is empty
 * @example
 * const { columns, targets } = await readColumns('data/train.csv', {
 *   features: [{ name: 'age', kind: 'numeric' }, { name: 'history', kind: 'sequence', separator: '|' }],
 *   targets: ['label'],
 * });
 */
export async function readColumns(path: string, request: ColumnsRequest): Promise<Columns> {
  const { features, targets: targetRequests } = request;
  const { reads, groupIndex } = withGroups(request);
  return withTable(path, request, async (connection, table) => {
    const source = await openSource(connection, table, [
      ...reads.map(({ name, kind }) => ({ name, asJson: kind !== 'numeric' })),
      ...targetRequests.map(target => ({
        name: targetNames(target).column,
        asJson: isReadAsCategory(target),
      })),
    ]);
    const collectors = reads.map((read, i) => collectorOf(read, source.columns[i].form, source.expectedRows));
    const targets = targetRequests.map((target, i) =>
      targetCollector(connection, source, source.columns[reads.length + i], target),
    );
    const rowCount = await scanColumns(connection, source, [
      ...collectors.map(({ sink }) => sink),
      ...targets.map(({ sink }) => sink),
    ]);
    const targetValues = new Map<string, Float32Array>();
    for (const [i, target] of targets.entries()) {
      targetValues.set(targetNames(targetRequests[i]).name, await target.values(rowCount));
    }
    const columns = collectors.map(collector => collector.column(rowCount));
    const groups = groupIndex === undefined ? undefined : columns[groupIndex];
    return {
      rowCount,
      columns: new Map(features.map(({ name }, i) => [name, columns[i]])),
      targets: targetValues,
      missing: new Map(features.map(({ name }, i) => [name, collectors[i].missingCount()])),
      notFinite: new Map(features.map(({ name }, i) => [name, collectors[i].notFiniteCount?.() ?? 0])),
      groups: groups?.kind === 'category' ? groups : null,
    };
  });
}

/** The features and the groups, which may be one of them. */
function withGroups({ features, groups }: ColumnsRequest): {
  reads: readonly FeatureRequest[];
  groupIndex?: number;
} {
  if (groups === undefined) return { reads: features };
  const index = features.findIndex(({ name, kind }) => name === groups && kind === 'category');
  return index >= 0
    ? { reads: features, groupIndex: index }
    : { reads: [...features, { name: groups, kind: 'category' as const }], groupIndex: features.length };
}
