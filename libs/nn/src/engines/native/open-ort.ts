import { DATA_TYPES } from '@reckit/onnx';
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

/** The C interface of ONNX Runtime in our words: an exception for a bad status, results returned. */
export class OpenOrt {
  readonly api: OrtApi;
  readonly #env: Address;
  readonly #memoryInfo: Address;
  readonly #allocator: Address;
  readonly #out: Out = new BigUint64Array(1);
  /** What values lie in: the runtime has the address alone, which does not keep the memory. */
  readonly #held = new Map<Address, Uint8Array>();

  /** @throws NativeRuntimeUnavailable if the library is not one that has what we call */
  constructor(libraryPath: string) {
    const api = bindOrtApi(libraryPath);
    this.api = api;
    // All three are of the process, and never let go; the first is also that of onnxruntime-node.
    this.#env = this.#result(out => api.createEnv(FATAL, 'reckit', out));
    this.#ensure(api.disableTelemetry(this.#env));
    this.#memoryInfo = this.#result(out => api.createCpuMemoryInfo(DEVICE_ALLOCATOR, DEFAULT_MEMORY, out));
    this.#allocator = this.#result(out => api.defaultAllocator(out));
  }

  createSession(onnx: Uint8Array, threads: number): Address {
    const { api } = this;
    const options = this.#result(out => api.createOptions(out));
    try {
      this.#ensure(api.setLogSeverity(options, FATAL));
      this.#ensure(api.setGraphOptimization(options, ALL_OPTIMIZATIONS));
      this.#ensure(api.setExecutionMode(options, SEQUENTIAL));
      this.#ensure(api.setInterOpThreads(options, 1));
      this.#ensure(api.setIntraOpThreads(options, threads));
      // Every session has threads of its own: those that wait for work must not take it from those that have some.
      if (threads > 1) this.#ensure(api.configure(options, 'session.intra_op.allow_spinning', '0'));
      return this.#result(out => api.createSession(this.#env, onnx, onnx.length, options, out));
    } finally {
      api.releaseOptions(options);
    }
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
