import { DATA_TYPES, encodeModel, GraphBuilder } from '@reckit/onnx';
import { NativeFault } from '../../errors';
import type { PlacedTensor } from './native-runtime';
import { bindOrtApi, type Address, type OrtApi, type Out } from './ort-api';

/** ORT_LOGGING_LEVEL_FATAL: every other error is thrown, and standard error is not for a second account of it. */
const FATAL = 4;
/** ORT_SEQUENTIAL. */
const SEQUENTIAL = 0;
/** ORT_ENABLE_ALL. */
const ALL_OPTIMIZATIONS = 99;
/** OrtDeviceAllocator and OrtMemTypeDefault: memory of the processor. */
const [DEVICE_ALLOCATOR, DEFAULT_MEMORY] = [0, 0];
/** Begins the lines of the runtime's log. */
const ENV_NAME = 'reckit';

interface Environment {
  readonly env: Address;
  /** How many threads sessions share, each other's and that which calls; null if they have threads of their own. */
  readonly sharedThreads: number | null;
}

/** The C interface of ONNX Runtime in our words: an exception for a bad status, results returned. */
export class OpenOrt {
  readonly api: OrtApi;
  readonly #memoryInfo: Address;
  readonly #allocator: Address;
  readonly #out: Out = new BigUint64Array(1);
  /** What values lie in: the runtime has the address alone, which does not keep the memory. */
  readonly #held = new Map<Address, Uint8Array>();
  #environment: Environment | undefined;

  /** @throws NativeRuntimeUnavailable if the library is not one that has what we call */
  constructor(libraryPath: string) {
    const api = bindOrtApi(libraryPath);
    this.api = api;
    this.#memoryInfo = this.#result(out => api.createCpuMemoryInfo(DEVICE_ALLOCATOR, DEFAULT_MEMORY, out));
    this.#allocator = this.#result(out => api.defaultAllocator(out));
  }

  createSession(onnx: Uint8Array, threads: number): Address {
    this.#environment ??= this.#createEnvironment(threads);
    const { env, sharedThreads } = this.#environment;
    return this.#createSession(env, onnx, threads, threads === sharedThreads);
  }

  inputNames(session: Address): string[] {
    const { inputCount, inputName } = this.api;
    return this.#names(session, inputCount, inputName);
  }

  outputNames(session: Address): string[] {
    const { outputCount, outputName } = this.api;
    return this.#names(session, outputCount, outputName);
  }

  /** A tensor at its place, which is held until the value is released. */
  createValue({ type, shape, bytes }: PlacedTensor): Address {
    const { api } = this;
    const sizes = BigInt64Array.from(shape, BigInt);
    const [address, dimensions, dataType] = [api.addressOf(bytes), sizes.length, DATA_TYPES[type]];
    const value = this.#result(out =>
      api.createTensor(this.#memoryInfo, address, bytes.length, sizes, dimensions, dataType, out),
    );
    this.#held.set(value, bytes);
    return value;
  }

  releaseValue(value: Address): void {
    this.api.releaseValue(value);
    this.#held.delete(value);
  }

  createBinding(session: Address): Address {
    return this.#result(out => this.api.createBinding(session, out));
  }

  bindInput(binding: Address, name: string, value: Address): void {
    this.#ensure(this.api.bindInput(binding, name, value));
  }

  bindOutput(binding: Address, name: string, value: Address): void {
    this.#ensure(this.api.bindOutput(binding, name, value));
  }

  /** What a status other than 0 means. */
  faultOf(status: Address): NativeFault {
    const message = this.api.errorMessage(status);
    this.api.releaseStatus(status);
    return new NativeFault(message);
  }

  /**
   * Made with the first session, which says how many threads all that want as many share. They wait for work in a loop for
   * a while: to wake one takes longer than most operations of a step. Threads of each session's own would take the
   * processor from each other so.
   *
   * A process has one environment, never let go, so that what another thread or onnxruntime-node has made before stays.
   */
  #createEnvironment(threads: number): Environment {
    const env = threads > 1 ? this.#createEnvWithThreads(threads) : this.#createEnv();
    this.#ensure(this.api.disableTelemetry(env));
    return { env, sharedThreads: threads > 1 && this.#hasSharedThreads(env) ? threads : null };
  }

  #createEnv(): Address {
    return this.#result(out => this.api.createEnv(FATAL, ENV_NAME, out));
  }

  #createEnvWithThreads(threads: number): Address {
    const { api } = this;
    const threading = this.#result(out => api.createThreading(out));
    try {
      this.#ensure(api.setSharedIntraOpThreads(threading, threads));
      this.#ensure(api.setSharedInterOpThreads(threading, 1));
      return this.#result(out => api.createEnvWithThreads(FATAL, ENV_NAME, threading, out));
    } finally {
      api.releaseThreading(threading);
    }
  }

  /** The runtime tells only by what it refuses. */
  #hasSharedThreads(env: Address): boolean {
    try {
      this.api.releaseSession(this.#createSession(env, smallestGraph(), 1, true));
      return true;
    } catch {
      return false;
    }
  }

  #createSession(env: Address, onnx: Uint8Array, threads: number, sharesThreads: boolean): Address {
    const { api } = this;
    const options = this.#result(out => api.createOptions(out));
    try {
      this.#ensure(api.setLogSeverity(options, FATAL));
      this.#ensure(api.setGraphOptimization(options, ALL_OPTIMIZATIONS));
      this.#ensure(api.setExecutionMode(options, SEQUENTIAL));
      this.#ensure(api.setInterOpThreads(options, 1));
      if (sharesThreads) this.#ensure(api.shareThreads(options));
      else {
        this.#ensure(api.setIntraOpThreads(options, threads));
        this.#ensure(api.configure(options, 'session.intra_op.allow_spinning', '0'));
      }
      return this.#result(out => api.createSession(env, onnx, onnx.length, options, out));
    } finally {
      api.releaseOptions(options);
    }
  }

  #names(session: Address, count: OrtApi['inputCount'], nameAt: OrtApi['inputName']): string[] {
    const length = this.#result(out => count(session, out));
    return Array.from({ length }, (_, index) => {
      const address = this.#result(out => nameAt(session, index, this.#allocator, out));
      const name = this.api.textAt(address);
      this.#ensure(this.api.free(this.#allocator, address));
      return name;
    });
  }

  #ensure(status: Address): void {
    if (status !== 0) throw this.faultOf(status);
  }

  /** Calls a function whose only result is written through a pointer. */
  #result(call: (out: Out) => Address): number {
    this.#ensure(call(this.#out));
    return Number(this.#out[0]);
  }
}

function smallestGraph(): Uint8Array {
  const graph = new GraphBuilder('smallest');
  graph.node('Identity', [graph.input('x', 'float', [1])], { outputs: ['y'] });
  graph.output('y', 'float', [1]);
  return encodeModel(graph.build());
}
