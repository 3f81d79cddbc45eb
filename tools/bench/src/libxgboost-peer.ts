import koffi from 'koffi';
import { findXgboostLibrary } from '@reckit/xgboost';

/**
 * libxgboost scoring rows in place, the fastest way it offers to a program that holds its rows as floats
 * (`XGBoosterPredictFromDense`, https://xgboost.readthedocs.io/en/stable/dev/group__Prediction.html). Only the
 * benchmark needs that, so it binds it itself.
 */
export interface XgboostPeer {
  /** Threads that a prediction uses; 0 means all cores. */
  setThreads(threads: number): void;
  /** Row-major [rows, features] to predictions [rows]. The result is overwritten by the next call. */
  predict(values: Float32Array, featureCount: number): Float32Array;
  close(): void;
}

/** Loads a model file. @throws LibraryNotFound or LibraryNotLoadable if there is no libxgboost */
export function openXgboostPeer(model: Uint8Array): XgboostPeer {
  const library = koffi.load(findXgboostLibrary());
  const create = library.func('int XGBoosterCreate(void **matrices, uint64_t length, _Out_ void **booster)');
  const load = library.func(
    'int XGBoosterLoadModelFromBuffer(void *booster, const void *bytes, uint64_t length)',
  );
  const setParameter = library.func(
    'int XGBoosterSetParam(void *booster, const char *name, const char *value)',
  );
  const predictFromDense = library.func(
    'int XGBoosterPredictFromDense(void *booster, const char *values, const char *config, void *proxy, _Out_ void **shape, _Out_ uint64_t *dimensions, _Out_ void **result)',
  );
  const free = library.func('int XGBoosterFree(void *booster)');
  const lastError: () => string = library.func('const char *XGBGetLastError()');

  function ensure(status: number): void {
    if (status !== 0) throw new Error(`libxgboost: ${lastError()}`);
  }

  const created: [bigint | null] = [null];
  ensure(create([], 0, created));
  const [booster] = created;
  ensure(load(booster, model, model.length));
  const shape: [bigint | null] = [null];
  const dimensions: [number | null] = [null];
  const result: [bigint | null] = [null];

  return {
    setThreads: threads => ensure(setParameter(booster, 'nthread', String(threads))),
    predict(values, featureCount) {
      const rowCount = values.length / featureCount;
      const matrix = `{"data":[${koffi.address(values)},true],"shape":[${rowCount},${featureCount}],"typestr":"<f4","version":3}`;
      ensure(predictFromDense(booster, matrix, PREDICT_VALUES, null, shape, dimensions, result));
      return new Float32Array(koffi.view(result[0] ?? 0n, rowCount * Float32Array.BYTES_PER_ELEMENT));
    },
    close: () => ensure(free(booster)),
  };
}

/** Written by hand, since JSON as Node writes it has no NaN. */
const PREDICT_VALUES =
  '{"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,"cache_id":0,"missing":NaN}';
