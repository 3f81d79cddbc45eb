import type { MatrixHandle } from '../library/c-api';
import { BadMatrix } from '../errors';
import { xgboost } from '../library/library';
import { checkLength, Matrix, openHandle, rowsOf, type MatrixFeatures } from './matrix';
import type { BatchedMatrixHandle, BatchedMatrixKind, NativeXgboost } from '../library/native';
import { DEFAULT_PARAMETERS } from '../training/parameters';

/** Some rows of a matrix. */
export interface RowBatch {
  /** Row-major [rows, featureCount]; NaN is a missing value. Infinities, which not every version refuses, are not allowed. */
  readonly data: Float32Array;
  /** [rows] */
  readonly labels: Float32Array;
  /** [rows], not negative. @default 1 for each row */
  readonly weights?: Float32Array;
}

export interface BatchedMatrixOptions extends MatrixFeatures {
  /** All rows, in batches of any size: the same ones whenever they are gone through anew, which is several times. */
  readonly batches: Iterable<RowBatch>;
  /** What is kept of them. */
  readonly keep:
    /**
     * The bin of each value, one byte where no value is missing: enough for `tree_method` hist. Of a validation set they
     * are the bins of the training set, `reference`, which stays open as long. `maxBin` is the `max_bin` to train with.
     */
    | { readonly kind: 'bins'; readonly maxBin?: number; readonly reference?: Matrix }
    /** Pages in files whose names begin with `cachePrefix`, read anew in every round; the caller removes them. */
    | { readonly kind: 'files'; readonly cachePrefix: string };
  /** The margin that all rows begin with, in training and in predictions. @default that of the model */
  readonly baseMargin?: number | undefined;
  /** Threads that build the matrix. @default 0, all cores */
  readonly threads?: number;
}

/**
 * Rows that never lie in memory whole: neither as a matrix of the caller nor as a copy of the library.
 *
 * @example
 * const train = new BatchedMatrix({ batches: blocks, featureCount: 13, keep: { kind: 'bins' } });
 * const validation = new BatchedMatrix({ batches: held, featureCount: 13, keep: { kind: 'bins', reference: train } });
 */
export class BatchedMatrix extends Matrix {
  readonly hasLabels = true;
  readonly #native: NativeXgboost;
  #held: BatchedMatrixHandle | undefined;
  #rows = 0;

  /** @throws BadMatrix if the parts do not fit each other; and what the batches throw */
  constructor(options: BatchedMatrixOptions) {
    super(options);
    this.#native = xgboost();
    let batches = options.batches[Symbol.iterator]();
    let rows = 0;
    // The library reads the values of a batch until it asks for the next.
    const inUse: RowBatch[] = [];
    this.#held = this.#native.createBatchedMatrix(
      {
        reset: () => {
          batches = options.batches[Symbol.iterator]();
          rows = 0;
        },
        next: proxy => {
          const { done, value } = batches.next();
          if (done) {
            this.#rows = rows;
            return false;
          }
          inUse[0] = value;
          rows += this.#describe(proxy, value);
          return true;
        },
      },
      kindOf(options),
    );
    if (this.#rows === 0) {
      this.close();
      throw new BadMatrix('The batches hold no rows: give one at least.');
    }
    if (options.baseMargin !== undefined) {
      this.#native.setFloats(
        this.handle,
        'base_margin',
        new Float32Array(this.#rows).fill(options.baseMargin),
      );
    }
  }

  get rows(): number {
    return this.#rows;
  }

  override get handle(): MatrixHandle {
    return openHandle(this.#held?.matrix);
  }

  override close(): void {
    if (this.#held === undefined) return;
    const { matrix, release } = this.#held;
    this.#held = undefined;
    this.#native.freeMatrix(matrix);
    release();
  }

  #describe(proxy: MatrixHandle, { data, labels, weights }: RowBatch): number {
    const rows = rowsOf(data, this.featureCount);
    checkLength('labels', labels, rows, 'row');
    checkLength('weights', weights, rows, 'row');
    this.#native.setBatchData(proxy, data, this.featureCount);
    this.#native.setFloats(proxy, 'label', labels);
    if (weights) this.#native.setFloats(proxy, 'weight', weights);
    if (this.featureNames.length > 0) this.#native.setMatrixStrings(proxy, 'feature_name', this.featureNames);
    if (this.featureTypes.length > 0) this.#native.setMatrixStrings(proxy, 'feature_type', this.featureTypes);
    return rows;
  }
}

function kindOf({ keep, threads = 0 }: BatchedMatrixOptions): BatchedMatrixKind {
  if (keep.kind === 'files') return { kind: 'external', threads, cachePrefix: keep.cachePrefix };
  const { maxBin = DEFAULT_PARAMETERS.max_bin, reference } = keep;
  return { kind: 'quantile', threads, maxBin, reference: reference?.handle ?? null };
}
