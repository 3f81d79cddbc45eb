import {
  addressOf,
  bindCApi,
  copyBytes,
  copyFloats,
  copySizes,
  copyStrings,
  registerNext,
  registerReset,
  unregister,
  type BoosterHandle,
  type MatrixHandle,
  type Out,
} from './c-api';
import { LibraryError, libraryFailure } from '../errors';
import type { Version } from './version';

/** How a model is written: JSON text or Universal Binary JSON. */
export type ModelFormat = 'json' | 'ubj';

/**
 * The C API of XGBoost in our words: numbers, strings and typed arrays in and out, an exception for a bad
 * status. What comes out is a copy.
 *
 * All calls are synchronous on purpose. The library keeps its last error, its log callback, its random
 * state and (before 2.0) its predictions by thread, so calls that hop over a thread pool lose messages,
 * draw other samples in every run and predict from the first tree on in every round.
 */
export interface NativeXgboost {
  readonly path: string;
  readonly version: Version;
  /** What the library has said on this thread and nobody has taken. */
  takeLogged(): string[];
  /** Row-major [rows, columns]; NaN is missing. `threads` 0 means all cores. */
  createMatrix(data: Float32Array, rows: number, columns: number, threads: number): MatrixHandle;
  /** Row-major [rows, columns], not copied: `data` is to be held until the next batch. */
  setBatchData(proxy: MatrixHandle, data: Float32Array, columns: number): void;
  setFloats(matrix: MatrixHandle, field: 'label' | 'weight' | 'base_margin', values: Float32Array): void;
  setMatrixStrings(matrix: MatrixHandle, field: FeatureField, values: readonly string[]): void;
  freeMatrix(matrix: MatrixHandle): void;
  /** A matrix from batches, which the library asks for several times. */
  createBatchedMatrix(feed: BatchFeed, kind: BatchedMatrixKind): BatchedMatrixHandle;

  createBooster(cached: readonly MatrixHandle[]): BoosterHandle;
  freeBooster(booster: BoosterHandle): void;
  setParameter(booster: BoosterHandle, name: string, value: string): void;
  /** Applies the parameters set so far, which otherwise happens in the first update; gives the warnings. */
  configure(booster: BoosterHandle): string[];
  setBoosterStrings(booster: BoosterHandle, field: FeatureField, values: readonly string[]): void;
  boosterStrings(booster: BoosterHandle, field: FeatureField): string[];
  update(booster: BoosterHandle, round: number, matrix: MatrixHandle): string[];
  /** One line of text, such as `[0]\ttrain-logloss:0.6\tvalidation-logloss:0.7`. */
  evaluate(
    booster: BoosterHandle,
    round: number,
    matrices: readonly MatrixHandle[],
    names: readonly string[],
  ): string;
  predict(booster: BoosterHandle, matrix: MatrixHandle, request: object): Float32Array;
  save(booster: BoosterHandle, format: ModelFormat): Uint8Array;
  load(booster: BoosterHandle, model: Uint8Array): void;
  featureScores(booster: BoosterHandle, request: object): { features: string[]; scores: Float32Array };
  attribute(booster: BoosterHandle, name: string): string | undefined;
  setAttribute(booster: BoosterHandle, name: string, value: string | undefined): void;
  boostedRounds(booster: BoosterHandle): number;
  featureCount(booster: BoosterHandle): number;
  slice(booster: BoosterHandle, begin: number, end: number): BoosterHandle;
}

/** What the library asks for the rows of a matrix. */
export interface BatchFeed {
  /** Called before the first batch, and to begin anew. */
  reset(): void;
  /**
   * Describes the next batch in `proxy`; false after the last.
   *
   * @throws what ends the creation of the matrix
   */
  next(proxy: MatrixHandle): boolean;
}

/** What the library keeps of the batches. `threads` 0 means all cores. */
export type BatchedMatrixKind =
  /** Bins alone; a validation set takes the bins of the training set, its reference. */
  | {
      readonly kind: 'quantile';
      readonly threads: number;
      readonly maxBin: number;
      readonly reference: MatrixHandle | null;
    }
  /** Pages in files, whose names begin with `cachePrefix`. */
  | { readonly kind: 'external'; readonly threads: number; readonly cachePrefix: string };

/** A matrix from batches, and what is to be called after it was freed. */
export interface BatchedMatrixHandle {
  readonly matrix: MatrixHandle;
  release(): void;
}

type FeatureField = 'feature_name' | 'feature_type';

/**
 * Opens libxgboost.
 *
 * @throws LibraryTooOld if a function is missing
 */
export function openLibrary(path: string): NativeXgboost {
  const api = bindCApi(path);
  const logged: string[] = [];
  ensure(api.onLog(line => logged.push(line.trim())));

  function ensure(status: number): void {
    if (status !== 0) throw libraryFailure(api.lastError());
  }

  /** Calls a function whose only result is written through a pointer. */
  function result<T>(call: (out: Out<T>) => number): T {
    const out: Out<T> = [null];
    ensure(call(out));
    return given(out);
  }

  return {
    path,
    version: versionOf(api.version),
    takeLogged: () => logged.splice(0),

    createMatrix: (data, rows, columns, threads) =>
      result(out => api.createMatrix(data, rows, columns, NaN, out, threads)),
    setFloats: (matrix, field, values) => ensure(api.setFloatInfo(matrix, field, values, values.length)),
    setMatrixStrings: (matrix, field, values) =>
      ensure(api.setMatrixStrings(matrix, field, values, values.length)),
    freeMatrix: matrix => ensure(api.freeMatrix(matrix)),
    setBatchData: (proxy, data, columns) =>
      ensure(api.setProxyData(proxy, arrayInterface(data, data.length / columns, columns))),
    createBatchedMatrix(feed, kind) {
      const proxy: MatrixHandle = result(out => api.createProxy(out));
      // An error must not cross the library, which knows nothing of it.
      const failures: unknown[] = [];
      const next = registerNext(() => {
        try {
          return feed.next(proxy) ? 1 : 0;
        } catch (error) {
          failures.push(error);
          return 0;
        }
      });
      const reset = registerReset(() => feed.reset());
      const release = (): void => {
        unregister(next);
        unregister(reset);
        ensure(api.freeMatrix(proxy));
      };
      const request = requestOf(kind);
      const out: Out<bigint> = [null];
      try {
        const status =
          kind.kind === 'quantile'
            ? api.createQuantileMatrix(null, proxy, kind.reference, reset, next, request, out)
            : api.createExternalMatrix(null, proxy, reset, next, request, out);
        if (failures.length === 0) ensure(status);
      } catch (error) {
        release();
        throw error;
      }
      if (failures.length === 0) return { matrix: given(out), release };
      if (out[0] !== null) ensure(api.freeMatrix(out[0]));
      release();
      throw failures[0];
    },

    createBooster: cached => result(out => api.createBooster(cached, cached.length, out)),
    freeBooster: booster => ensure(api.freeBooster(booster)),
    setParameter: (booster, name, value) => ensure(api.setParameter(booster, name, value)),
    configure(booster) {
      ensure(api.saveConfiguration(booster, [null], [null]));
      return logged.splice(0);
    },
    setBoosterStrings: (booster, field, values) =>
      ensure(api.setBoosterStrings(booster, field, values, values.length)),
    boosterStrings(booster, field) {
      const count: Out<number> = [null];
      const strings: Out<bigint> = [null];
      ensure(api.boosterStrings(booster, field, count, strings));
      return given(count) === 0 ? [] : copyStrings(given(strings), given(count));
    },
    update(booster, round, matrix) {
      ensure(api.update(booster, round, matrix));
      return logged.splice(0);
    },
    evaluate: (booster, round, matrices, names) =>
      result(out => api.evaluate(booster, round, matrices, names, matrices.length, out)),
    predict(booster, matrix, request) {
      const shape: Out<bigint> = [null];
      const dimensions: Out<number> = [null];
      const values: Out<bigint> = [null];
      ensure(api.predict(booster, matrix, JSON.stringify(request), shape, dimensions, values));
      return copyFloats(given(values), elementCount(shape, dimensions));
    },
    save(booster, format) {
      const length: Out<number> = [null];
      const bytes: Out<bigint> = [null];
      ensure(api.saveModel(booster, JSON.stringify({ format }), length, bytes));
      return copyBytes(given(bytes), given(length));
    },
    load: (booster, model) => ensure(api.loadModel(booster, model, model.length)),
    featureScores(booster, request) {
      const count: Out<number> = [null];
      const features: Out<bigint> = [null];
      const dimensions: Out<number> = [null];
      const shape: Out<bigint> = [null];
      const scores: Out<bigint> = [null];
      ensure(api.featureScore(booster, JSON.stringify(request), count, features, dimensions, shape, scores));
      if (given(count) === 0) return { features: [], scores: new Float32Array(0) };
      return {
        features: copyStrings(given(features), given(count)),
        scores: copyFloats(given(scores), elementCount(shape, dimensions)),
      };
    },
    attribute(booster, name) {
      const value: Out<string> = [null];
      const found: Out<number> = [null];
      ensure(api.attribute(booster, name, value, found));
      return found[0] === 1 ? given(value) : undefined;
    },
    setAttribute: (booster, name, value) => ensure(api.setAttribute(booster, name, value ?? null)),
    boostedRounds: booster => result(out => api.boostedRounds(booster, out)),
    featureCount: booster => result(out => api.featureCount(booster, out)),
    slice: (booster, begin, end) => result(out => api.slice(booster, begin, end, 1, out)),
  };
}

function versionOf(read: (major: Out<number>, minor: Out<number>, patch: Out<number>) => void): Version {
  const [major, minor, patch]: [Out<number>, Out<number>, Out<number>] = [[null], [null], [null]];
  read(major, minor, patch);
  return [given(major), given(minor), given(patch)];
}

function given<T>([value]: Out<T>): T {
  if (value === null) throw new LibraryError('a call succeeded without a result.');
  return value;
}

function elementCount(shape: Out<bigint>, dimensions: Out<number>): number {
  return copySizes(given(shape), given(dimensions)).reduce((product, size) => product * size, 1);
}

/** The array interface of NumPy, by which the library finds the values: read only, little-endian float32. */
function arrayInterface(data: Float32Array, rows: number, columns: number): string {
  return `{"data":[${addressOf(data)},true],"shape":[${rows},${columns}],"typestr":"<f4","version":3}`;
}

/** As JSON with NaN in it, which XGBoost reads and JavaScript does not write. */
function requestOf(kind: BatchedMatrixKind): string {
  const others =
    kind.kind === 'quantile' ? { max_bin: kind.maxBin } : { cache_prefix: kind.cachePrefix, on_host: false };
  return `{"missing":NaN,${JSON.stringify({ nthread: kind.threads, ...others }).slice(1)}`;
}
