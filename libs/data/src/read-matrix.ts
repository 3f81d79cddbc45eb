import { withDuckDb } from './duckdb';
import { MissingLabel } from './errors';
import { storeNumbers } from './numeric-cell';
import type { MissingCounts } from './numeric-cell';
import { RowBuffer } from './row-buffer';
import { positionOf, scanColumns } from './scan-columns';
import type { ColumnSink } from './scan-columns';
import { openSource } from './open-source';

export interface MatrixRequest {
  /** Columns of the matrix, in this order. */
  readonly features: readonly string[];
  readonly label: string;
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
  return withDuckDb(async connection => {
    const targetNames = [label, ...furtherTargets];
    const source = await openSource(connection, path, [...features, ...targetNames]);
    const matrix = new RowBuffer(features.length, source.expectedRows);
    const missing = features.map(() => ({ blank: 0, notFinite: 0 }));
    const targets = targetNames.map(() => new TargetColumn(source.expectedRows));
    const rowCount = await scanColumns(connection, source, [
      ...missing.map((counts, feature) => featureSink(matrix, feature, counts)),
      ...targets.map(target => target.sink),
    ]);
    for (const [i, target] of targets.entries()) {
      if (target.firstMissingRow === undefined) continue;
      const position = await positionOf(source, target.firstMissingRow);
      throw new MissingLabel(path, position, targetNames[i], target.missingCount);
    }
    const [labels, ...others] = targets.map(target => target.take(rowCount));
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

function featureSink(matrix: RowBuffer, feature: number, missing: MissingCounts): ColumnSink {
  return {
    kind: 'numeric',
    store: (cells, firstRow) => {
      matrix.reserve(firstRow + cells.length);
      const offset = firstRow * matrix.width + feature;
      return storeNumbers(cells, matrix.values, offset, matrix.width, missing);
    },
    blankCount: () => missing.blank,
  };
}

/** A column in which a missing value is a fault; the first is remembered, so that it can be named. */
class TargetColumn {
  /** 1-based. */
  firstMissingRow: number | undefined;
  readonly #buffer: RowBuffer;
  readonly #missing: MissingCounts = { blank: 0, notFinite: 0 };

  constructor(expectedRows: number) {
    this.#buffer = new RowBuffer(1, expectedRows);
  }

  get missingCount(): number {
    return this.#missing.blank + this.#missing.notFinite;
  }

  readonly sink: ColumnSink = {
    kind: 'numeric',
    store: (cells, firstRow) => {
      const before = this.missingCount;
      this.#buffer.reserve(firstRow + cells.length);
      const bad = storeNumbers(cells, this.#buffer.values, firstRow, 1, this.#missing);
      if (before === 0 && this.missingCount > 0) {
        const stored = this.#buffer.values.subarray(firstRow, firstRow + cells.length);
        this.firstMissingRow = firstRow + stored.findIndex(Number.isNaN) + 1;
      }
      return bad;
    },
    blankCount: () => this.#missing.blank,
  };

  take(rowCount: number): Float32Array {
    return this.#buffer.take(rowCount);
  }
}
