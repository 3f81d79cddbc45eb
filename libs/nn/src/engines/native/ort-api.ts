import { createRequire } from 'node:module';
import type Koffi from 'koffi';
import { NativeRuntimeUnavailable } from '../../errors';

/** Where something of the library lies: a number, which passes faster than a bigint and holds any address of a process. */
export type Address = number;
/** A place for a result, which C writes through a pointer. */
export type Out = BigUint64Array;
/** A C function that returns the address of an OrtStatus, 0 if all is well. */
type Fallible<Arguments extends unknown[]> = (...args: Arguments) => Address;
type Release = (released: Address) => void;

/** The functions of ONNX Runtime that we call. */
export type OrtApi = ReturnType<typeof bindOrtApi>;

/** The version of the C interface, of ONNX Runtime 1.5, that has all of these functions. */
const API_VERSION = 5;
/** Functions up to this version. */
const FUNCTION_COUNT = 150;

/**
 * Binds the functions that we call. They are known by their place in a table, to which newer versions only append:
 * https://github.com/microsoft/onnxruntime/blob/main/include/onnxruntime/core/session/onnxruntime_c_api.h
 *
 * @throws NativeRuntimeUnavailable if the library does not load, or has no such table
 */
export function bindOrtApi(libraryPath: string) {
  const koffi = loadKoffi(libraryPath);
  const addresses = tableOf(koffi, libraryPath);

  function bind<F extends (...args: never[]) => unknown>(
    place: number,
    result: string,
    ...parameters: string[]
  ): F {
    return koffi.decode(addresses[place], koffi.proto(result, parameters));
  }
  function bindFallible<Arguments extends unknown[]>(place: number, ...parameters: string[]) {
    return bind<Fallible<Arguments>>(place, ADDRESS, ...parameters);
  }

  return {
    /** Also that of an array that lies in shared memory. It stays there for as long as the array is held. */
    addressOf: (bytes: Uint8Array): Address => Number(koffi.address(bytes)),
    /** Copies a C string. */
    textAt: (address: Address): string => koffi.decode.string(address),

    errorMessage: bind<(status: Address) => string>(2, 'const char *', ADDRESS),
    releaseStatus: bind<Release>(93, 'void', ADDRESS),

    createEnv: bindFallible<[severity: number, name: string, Out]>(3, 'int', 'const char *', 'void *'),
    createEnvWithThreads: bindFallible<[severity: number, name: string, threading: Address, Out]>(
      119,
      'int',
      'const char *',
      ADDRESS,
      'void *',
    ),
    createThreading: bindFallible<[Out]>(121, 'void *'),
    setSharedIntraOpThreads: bindFallible<[threading: Address, threads: number]>(147, ADDRESS, 'int'),
    setSharedInterOpThreads: bindFallible<[threading: Address, threads: number]>(148, ADDRESS, 'int'),
    releaseThreading: bind<Release>(122, 'void', ADDRESS),
    disableTelemetry: bindFallible<[env: Address]>(6, ADDRESS),
    createCpuMemoryInfo: bindFallible<[allocatorType: number, memoryType: number, Out]>(
      69,
      'int',
      'int',
      'void *',
    ),
    defaultAllocator: bindFallible<[Out]>(78, 'void *'),
    free: bindFallible<[allocator: Address, what: Address]>(76, ADDRESS, ADDRESS),

    createOptions: bindFallible<[Out]>(10, 'void *'),
    setLogSeverity: bindFallible<[options: Address, severity: number]>(22, ADDRESS, 'int'),
    setGraphOptimization: bindFallible<[options: Address, level: number]>(23, ADDRESS, 'int'),
    setExecutionMode: bindFallible<[options: Address, mode: number]>(13, ADDRESS, 'int'),
    setIntraOpThreads: bindFallible<[options: Address, threads: number]>(24, ADDRESS, 'int'),
    setInterOpThreads: bindFallible<[options: Address, threads: number]>(25, ADDRESS, 'int'),
    shareThreads: bindFallible<[options: Address]>(120, ADDRESS),
    configure: bindFallible<[options: Address, key: string, value: string]>(
      130,
      ADDRESS,
      'const char *',
      'const char *',
    ),
    releaseOptions: bind<Release>(100, 'void', ADDRESS),

    createSession: bindFallible<[env: Address, onnx: Uint8Array, byteCount: number, options: Address, Out]>(
      8,
      ADDRESS,
      'const void *',
      'size_t',
      ADDRESS,
      'void *',
    ),
    inputCount: bindFallible<[session: Address, Out]>(30, ADDRESS, 'void *'),
    outputCount: bindFallible<[session: Address, Out]>(31, ADDRESS, 'void *'),
    inputName: bindFallible<[session: Address, index: number, allocator: Address, Out]>(
      36,
      ADDRESS,
      'size_t',
      ADDRESS,
      'void *',
    ),
    outputName: bindFallible<[session: Address, index: number, allocator: Address, Out]>(
      37,
      ADDRESS,
      'size_t',
      ADDRESS,
      'void *',
    ),
    releaseSession: bind<Release>(95, 'void', ADDRESS),

    createTensor: bindFallible<
      [
        memoryInfo: Address,
        data: Address,
        byteCount: number,
        shape: BigInt64Array,
        dimensions: number,
        type: number,
        Out,
      ]
    >(49, ADDRESS, ADDRESS, 'size_t', 'const void *', 'size_t', 'int', 'void *'),
    releaseValue: bind<Release>(96, 'void', ADDRESS),

    createBinding: bindFallible<[session: Address, Out]>(134, ADDRESS, 'void *'),
    bindInput: bindFallible<[binding: Address, name: string, value: Address]>(
      136,
      ADDRESS,
      'const char *',
      ADDRESS,
    ),
    bindOutput: bindFallible<[binding: Address, name: string, value: Address]>(
      137,
      ADDRESS,
      'const char *',
      ADDRESS,
    ),
    run: bindFallible<[session: Address, options: Address, binding: Address]>(133, ADDRESS, ADDRESS, ADDRESS),
    releaseBinding: bind<Release>(135, 'void', ADDRESS),
  };
}

/** When a training starts, and not with the program, which does other things as well. */
function loadKoffi(libraryPath: string): typeof Koffi {
  try {
    return createRequire(__filename)('koffi') as typeof Koffi;
  } catch (error) {
    throw new NativeRuntimeUnavailable(libraryPath, `the package koffi does not load (${firstLine(error)})`);
  }
}

/** The addresses of the functions. */
function tableOf(koffi: typeof Koffi, libraryPath: string): readonly bigint[] {
  let apiBase: () => bigint;
  try {
    apiBase = koffi.load(libraryPath).func('void *OrtGetApiBase()');
  } catch (error) {
    throw new NativeRuntimeUnavailable(libraryPath, firstLine(error));
  }
  const [getApi]: bigint[] = koffi.decode(apiBase(), 'void *', 1);
  const api: bigint | null = koffi.call(getApi, koffi.proto('void *', ['uint32_t']), API_VERSION);
  if (api === null) throw new NativeRuntimeUnavailable(libraryPath, 'it is older than ONNX Runtime 1.5');
  return koffi.decode(api, 'void *', FUNCTION_COUNT);
}

function firstLine(error: unknown): string {
  const [line = ''] = String(error instanceof Error ? error.message : error)
    .trim()
    .split('\n', 1);
  return line;
}

const ADDRESS = 'intptr_t';
