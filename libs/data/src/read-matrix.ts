import { MissingWords } from '@reckit/features';
import type { FileOptions } from './files/table-file';
import type { NumericSink } from './columns/column-sink';
import { storeNumbers } from './columns/numeric-cell';
import type { MissingCounts } from './columns/numeric-cell';
import { openSource, withTable } from './sources/open-source';
import { RowBuffer } from './columns/row-buffer';
import { scanColumns } from './columns/scan-columns';
import { targetCollector } from './targets/target-collector';
import { isReadAsCategory, targetNames, type TargetRequest } from './targets/target-request';

export interface MatrixRequest extends FileOptions {
  /** Columns of the matrix, in this order. */
  readonly features: readonly string[];
  readonly label: TargetRequest;
  /** Further columns to learn, such as watch time; complete like the label. */
  readonly targets?: readonly string[];
}

export interface Matrix {
  readonly rowCount: number;
  readonly featureCount: number;
  /** Row-major [rowCount, featureCount]; NaN where a cell is missing. */
  readonly matrix: Float32Array;
  /** [rowCount], all finite. */
  readonly labels: Float32Array;
  /** By column, each [rowCount], all finite. */
  readonly targets: ReadonlyMap<string, Float32Array>;
  /** For each feature, in the order of the request. */
  readonly missing: readonly Readonly<MissingCounts>[];
}

/**
 * Reads a file straight into the form that training takes: one row-major matrix and the labels, filled as the rows
 * arrive, without a second copy. Cells are read as by `readTable`. The arrays may be views of a larger buffer.
 *
 * @throws DataError, among them MissingLabel for a row without a finite label or target
 */
export async function readMatrix(path: string, request: MatrixRequest): Promise<Matrix> {
  const { features, label, targets: furtherTargets = [] } = request;
  return withTable(path, request, async (connection, file) => {
    const targetRequests = [label, ...furtherTargets];
    const requested = [
      ...features.map(name => ({ name })),
      ...targetRequests.map(target => ({
        name: targetNames(target).column,
        asJson: isReadAsCategory(target),
      })),
    ];
    const source = await openSource(connection, file, requested);
    const matrix = new RowBuffer(features.length, source.expectedRows);
    const missing = features.map(() => ({ blank: 0, notFinite: 0 }));
    const targets = targetRequests.map((target, i) =>
      targetCollector(connection, source, source.columns[features.length + i], target),
    );
    const rowCount = await scanColumns(connection, source, [
      ...missing.map((counts, feature) => featureSink(matrix, feature, counts)),
      ...targets.map(({ sink }) => sink),
    ]);
    const values: Float32Array[] = [];
    for (const target of targets) values.push(await target.values(rowCount));
    const [labels, ...others] = values;
    return {
      rowCount,
      featureCount: features.length,
      matrix: matrix.take(rowCount),
      labels,
      targets: new Map(furtherTargets.map((name, i) => [name, others[i]])),
      missing,
    };
  });
}

function featureSink(matrix: RowBuffer, feature: number, missing: MissingCounts): NumericSink {
  return {
    kind: 'numeric',
    isFeature: true,
    missing: new MissingWords(),
    store: (cells, firstRow) => {
      matrix.reserve(firstRow + cells.length);
      const offset = firstRow * matrix.width + feature;
      return storeNumbers(cells, matrix.values, offset, matrix.width, missing);
    },
    blankCount: () => missing.blank,
  };
}
