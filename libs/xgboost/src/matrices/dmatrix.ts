import type { MatrixHandle } from '../library/c-api';
import { xgboost } from '../library/library';
import { checkLength, Matrix, openHandle, rowsOf, type MatrixFeatures } from './matrix';
import type { NativeXgboost } from '../library/native';

export interface DMatrixOptions extends MatrixFeatures {
  /** Row-major [rows, featureCount]; NaN is a missing value, an infinity is refused. */
  readonly data: Float32Array;
  /** [rows] */
  readonly labels?: Float32Array;
  /** [rows], not negative. @default 1 for each row */
  readonly weights?: Float32Array;
  /** The margin that all rows begin with, in training and in predictions. @default that of the model */
  readonly baseMargin?: number | undefined;
  /** Threads that build the matrix. @default 0, all cores */
  readonly threads?: number;
}

/** Rows that the library copies once into its own memory. */
export class DMatrix extends Matrix {
  readonly rows: number;
  readonly hasLabels: boolean;
  readonly #native: NativeXgboost;
  #handle: MatrixHandle | undefined;

  /** @throws BadMatrix if the parts do not fit each other */
  constructor(options: DMatrixOptions) {
    super(options);
    const { data, labels, weights, threads = 0 } = options;
    this.rows = rowsOf(data, this.featureCount);
    checkLength('labels', labels, this.rows, 'row');
    checkLength('weights', weights, this.rows, 'row');
    this.hasLabels = labels !== undefined;
    this.#native = xgboost();
    this.#handle = this.#native.createMatrix(data, this.rows, this.featureCount, threads);
    try {
      this.#describe(options);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  override get handle(): MatrixHandle {
    return openHandle(this.#handle);
  }

  override close(): void {
    if (this.#handle === undefined) return;
    this.#native.freeMatrix(this.#handle);
    this.#handle = undefined;
  }

  #describe({ labels, weights, baseMargin }: DMatrixOptions): void {
    if (labels) this.#native.setFloats(this.handle, 'label', labels);
    if (weights) this.#native.setFloats(this.handle, 'weight', weights);
    if (baseMargin !== undefined) {
      this.#native.setFloats(this.handle, 'base_margin', new Float32Array(this.rows).fill(baseMargin));
    }
    if (this.featureNames.length > 0)
      this.#native.setMatrixStrings(this.handle, 'feature_name', this.featureNames);
    if (this.featureTypes.length > 0)
      this.#native.setMatrixStrings(this.handle, 'feature_type', this.featureTypes);
  }
}
