import { AlreadyClosed, BadMatrix } from './errors';
import { xgboost } from './library';
import type { MatrixHandle } from './c-api';
import type { NativeXgboost } from './native';

/** XGBoost's types of a feature: float, integer, indicator, quantitative, categorical. */
export type FeatureType = 'float' | 'int' | 'i' | 'q' | 'c';

export interface DMatrixOptions {
  /** Row-major [rows, featureCount]; NaN is a missing value, an infinity is refused. */
  readonly data: Float32Array;
  readonly featureCount: number;
  /** [rows] */
  readonly labels?: Float32Array;
  /** [rows], not negative. @default 1 for each row */
  readonly weights?: Float32Array;
  /** One a feature, unique, without `[`, `]` and `<`; they go into the saved model. */
  readonly featureNames?: readonly string[];
  readonly featureTypes?: readonly FeatureType[];
  /** Threads that build the matrix. @default 0, all cores */
  readonly threads?: number;
}

/**
 * Rows in the form that XGBoost trains on and predicts from. The library copies `data` once into its own
 * memory, which close() frees.
 *
 * @throws BadMatrix if the parts do not fit each other
 */
export class DMatrix {
  readonly rows: number;
  readonly featureCount: number;
  readonly hasLabels: boolean;
  readonly featureNames: readonly string[];
  readonly featureTypes: readonly FeatureType[];
  readonly #native: NativeXgboost;
  #handle: MatrixHandle | undefined;

  constructor(options: DMatrixOptions) {
    this.rows = checkedRows(options);
    this.featureCount = options.featureCount;
    this.hasLabels = options.labels !== undefined;
    this.featureNames = options.featureNames ?? [];
    this.featureTypes = options.featureTypes ?? [];
    this.#native = xgboost();
    this.#handle = this.#native.createMatrix(
      options.data,
      this.rows,
      this.featureCount,
      options.threads ?? 0,
    );
    try {
      this.#describe(options);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Address for the C API. @throws AlreadyClosed */
  get handle(): MatrixHandle {
    if (this.#handle === undefined) throw new AlreadyClosed('DMatrix');
    return this.#handle;
  }

  /** Frees the memory; a second call does nothing. */
  close(): void {
    if (this.#handle === undefined) return;
    this.#native.freeMatrix(this.#handle);
    this.#handle = undefined;
  }

  #describe({ labels, weights }: DMatrixOptions): void {
    if (labels) this.#native.setFloats(this.handle, 'label', labels);
    if (weights) this.#native.setFloats(this.handle, 'weight', weights);
    if (this.featureNames.length > 0)
      this.#native.setMatrixStrings(this.handle, 'feature_name', this.featureNames);
    if (this.featureTypes.length > 0)
      this.#native.setMatrixStrings(this.handle, 'feature_type', this.featureTypes);
  }
}

function checkedRows({
  data,
  featureCount,
  labels,
  weights,
  featureNames,
  featureTypes,
}: DMatrixOptions): number {
  if (!Number.isInteger(featureCount) || featureCount < 1)
    throw new BadMatrix(`featureCount is ${featureCount}: give the number of columns, 1 or more.`);
  const rows = data.length / featureCount;
  if (!Number.isInteger(rows) || rows === 0)
    throw new BadMatrix(`data holds ${data.length} values, which are no whole rows of ${featureCount}.`);
  checkLength('labels', labels, rows, 'row');
  checkLength('weights', weights, rows, 'row');
  checkLength('featureTypes', featureTypes, featureCount, 'feature');
  checkLength('featureNames', featureNames, featureCount, 'feature');
  checkNames(featureNames ?? []);
  return rows;
}

function checkLength(
  what: string,
  values: { readonly length: number } | undefined,
  expected: number,
  each: 'row' | 'feature',
): void {
  if (values !== undefined && values.length !== expected)
    throw new BadMatrix(
      `${what} holds ${values.length} values for ${expected} ${each}s: give one a ${each}.`,
    );
}

function checkNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new BadMatrix(`Two features are named "${twice}": names must differ.`);
  const bad = names.find(name => /[[\]<]/.test(name));
  if (bad !== undefined)
    throw new BadMatrix(`The feature name "${bad}" holds [, ] or <, which XGBoost cannot have.`);
}
