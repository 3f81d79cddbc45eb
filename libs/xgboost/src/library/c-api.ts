import koffi from 'koffi';
import { LibraryTooOld } from '../errors';

/** Address of a DMatrix inside the library. */
export type MatrixHandle = bigint;
/** Address of a Booster inside the library. */
export type BoosterHandle = bigint;
/** A place for a result, which C writes through a pointer. */
export type Out<T> = [T | null];
/** A C function that returns 0 if all is well. */
type Fallible<Arguments extends unknown[]> = (...args: Arguments) => number;

/** Whether the system's loader can open a library and it is XGBoost, and why not. */
export function canLoad(path: string): { loads: true } | { loads: false; reason: string } {
  try {
    koffi.load(path).func('const char *XGBGetLastError()');
    return { loads: true };
  } catch (error) {
    return { loads: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Binds the functions that we call: https://xgboost.readthedocs.io/en/stable/dev/c__api_8h.html
 *
 * @throws LibraryTooOld if one is missing
 */
export function bindCApi(path: string) {
  const library = koffi.load(path);

  function bind<Arguments extends unknown[]>(declaration: string): Fallible<Arguments> {
    try {
      return library.func(`int ${declaration}`);
    } catch {
      throw new LibraryTooOld(path, declaration.slice(0, declaration.indexOf('(')));
    }
  }

  const lastError: () => string = library.func('const char *XGBGetLastError()');
  const version: (major: Out<number>, minor: Out<number>, patch: Out<number>) => void = library.func(
    'void XGBoostVersion(_Out_ int *major, _Out_ int *minor, _Out_ int *patch)',
  );
  const registerLogCallback = bind<[callback: bigint]>('XGBRegisterLogCallback(void *callback)');

  return {
    lastError,
    version,
    onLog: (callback: (line: string) => void) => registerLogCallback(koffi.register(callback, LOG_CALLBACK)),

    createMatrix: bind<
      [Float32Array, rows: number, columns: number, missing: number, Out<bigint>, threads: number]
    >(
      'XGDMatrixCreateFromMat_omp(const float *data, uint64_t rows, uint64_t columns, float missing, _Out_ void **matrix, int threads)',
    ),
    setFloatInfo: bind<[MatrixHandle, string, Float32Array, number]>(
      'XGDMatrixSetFloatInfo(void *matrix, const char *field, const float *values, uint64_t length)',
    ),
    setMatrixStrings: bind<[MatrixHandle, string, readonly string[], number]>(
      'XGDMatrixSetStrFeatureInfo(void *matrix, const char *field, const char **values, uint64_t length)',
    ),
    freeMatrix: bind<[MatrixHandle]>('XGDMatrixFree(void *matrix)'),

    createProxy: bind<[Out<bigint>]>('XGProxyDMatrixCreate(_Out_ void **matrix)'),
    setProxyData: bind<[MatrixHandle, array: string]>(
      'XGProxyDMatrixSetDataDense(void *matrix, const char *array)',
    ),
    createQuantileMatrix: bind<
      [
        state: null,
        proxy: MatrixHandle,
        reference: MatrixHandle | null,
        reset: bigint,
        next: bigint,
        request: string,
        Out<bigint>,
      ]
    >(
      'XGQuantileDMatrixCreateFromCallback(void *state, void *proxy, void *reference, void *reset, void *next, const char *request, _Out_ void **matrix)',
    ),
    createExternalMatrix: bind<
      [state: null, proxy: MatrixHandle, reset: bigint, next: bigint, request: string, Out<bigint>]
    >(
      'XGDMatrixCreateFromCallback(void *state, void *proxy, void *reset, void *next, const char *request, _Out_ void **matrix)',
    ),

    createBooster: bind<[readonly MatrixHandle[], number, Out<bigint>]>(
      'XGBoosterCreate(void **matrices, uint64_t length, _Out_ void **booster)',
    ),
    freeBooster: bind<[BoosterHandle]>('XGBoosterFree(void *booster)'),
    setParameter: bind<[BoosterHandle, string, string]>(
      'XGBoosterSetParam(void *booster, const char *name, const char *value)',
    ),
    saveConfiguration: bind<[BoosterHandle, Out<number>, Out<bigint>]>(
      'XGBoosterSaveJsonConfig(void *booster, _Out_ uint64_t *length, _Out_ void **text)',
    ),
    setBoosterStrings: bind<[BoosterHandle, string, readonly string[], number]>(
      'XGBoosterSetStrFeatureInfo(void *booster, const char *field, const char **values, uint64_t length)',
    ),
    boosterStrings: bind<[BoosterHandle, string, Out<number>, Out<bigint>]>(
      'XGBoosterGetStrFeatureInfo(void *booster, const char *field, _Out_ uint64_t *length, _Out_ void **values)',
    ),
    update: bind<[BoosterHandle, round: number, MatrixHandle]>(
      'XGBoosterUpdateOneIter(void *booster, int round, void *matrix)',
    ),
    evaluate: bind<
      [BoosterHandle, round: number, readonly MatrixHandle[], readonly string[], number, Out<string>]
    >(
      'XGBoosterEvalOneIter(void *booster, int round, void **matrices, const char **names, uint64_t length, _Out_ const char **line)',
    ),
    predict: bind<[BoosterHandle, MatrixHandle, request: string, Out<bigint>, Out<number>, Out<bigint>]>(
      'XGBoosterPredictFromDMatrix(void *booster, void *matrix, const char *request, _Out_ void **shape, _Out_ uint64_t *dimensions, _Out_ void **values)',
    ),
    saveModel: bind<[BoosterHandle, request: string, Out<number>, Out<bigint>]>(
      'XGBoosterSaveModelToBuffer(void *booster, const char *request, _Out_ uint64_t *length, _Out_ void **bytes)',
    ),
    loadModel: bind<[BoosterHandle, Uint8Array, number]>(
      'XGBoosterLoadModelFromBuffer(void *booster, const void *bytes, uint64_t length)',
    ),
    featureScore: bind<
      [BoosterHandle, request: string, Out<number>, Out<bigint>, Out<number>, Out<bigint>, Out<bigint>]
    >(
      'XGBoosterFeatureScore(void *booster, const char *request, _Out_ uint64_t *count, _Out_ void **features, _Out_ uint64_t *dimensions, _Out_ void **shape, _Out_ void **scores)',
    ),
    attribute: bind<[BoosterHandle, string, Out<string>, Out<number>]>(
      'XGBoosterGetAttr(void *booster, const char *name, _Out_ const char **value, _Out_ int *found)',
    ),
    setAttribute: bind<[BoosterHandle, string, string | null]>(
      'XGBoosterSetAttr(void *booster, const char *name, const char *value)',
    ),
    boostedRounds: bind<[BoosterHandle, Out<number>]>(
      'XGBoosterBoostedRounds(void *booster, _Out_ int *rounds)',
    ),
    featureCount: bind<[BoosterHandle, Out<number>]>(
      'XGBoosterGetNumFeature(void *booster, _Out_ uint64_t *count)',
    ),
    slice: bind<[BoosterHandle, begin: number, end: number, step: number, Out<bigint>]>(
      'XGBoosterSlice(void *booster, int begin, int end, int step, _Out_ void **slice)',
    ),
  };
}

/** A function of ours that the library may call until it is let go. */
export function registerNext(next: () => number): bigint {
  return koffi.register(next, NEXT_CALLBACK);
}

/** As registerNext, for the function that goes back to the first batch. */
export function registerReset(reset: () => void): bigint {
  return koffi.register(reset, RESET_CALLBACK);
}

export function unregister(callback: bigint): void {
  koffi.unregister(callback);
}

/** Where the values of an array lie. They stay there as long as the array is held. */
export function addressOf(values: Float32Array): bigint {
  return koffi.address(values);
}

/** Copies what lies at an address, since the library overwrites its results in its next call. */
export function copyBytes(address: bigint, length: number): Uint8Array {
  return new Uint8Array(koffi.view(address, length)).slice();
}

/** As copyBytes, [count]. */
export function copyFloats(address: bigint, count: number): Float32Array {
  return new Float32Array(koffi.view(address, count * Float32Array.BYTES_PER_ELEMENT)).slice();
}

/** As copyBytes; no size here is past 2^53. */
export function copySizes(address: bigint, count: number): number[] {
  const sizes: BigUint64Array = koffi.decode(address, 'uint64_t', count);
  return Array.from(sizes, Number);
}

/** As copyBytes, of an array of C strings. */
export function copyStrings(address: bigint, count: number): string[] {
  return koffi.decode(address, 'const char *', count);
}

const LOG_CALLBACK = koffi.pointer(koffi.proto('void', ['const char *']));
const NEXT_CALLBACK = koffi.pointer(koffi.proto('int', ['void *']));
const RESET_CALLBACK = koffi.pointer(koffi.proto('void', ['void *']));
