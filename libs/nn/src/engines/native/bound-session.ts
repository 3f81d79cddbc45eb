import { NativeFault } from '../../errors';
import type { BoundGraph, PlacedTensor } from './native-runtime';
import type { OpenOrt } from './open-ort';
import type { Address, OrtApi } from './ort-api';

const BYTES_PER_ELEMENT: Readonly<Record<PlacedTensor['type'], number>> = {
  float: 4,
  bool: 1,
  int32: 4,
  int64: 8,
};

/** A session of ONNX Runtime with all that it is bound to. */
export class BoundSession implements BoundGraph {
  readonly #ort: OpenOrt;
  /** A field, since it is called some hundred thousand times a second. */
  readonly #run: OrtApi['run'];
  #session: Address = 0;
  #binding: Address = 0;
  #values: Address[] = [];

  private constructor(ort: OpenOrt) {
    this.#ort = ort;
    this.#run = ort.api.run;
  }

  /** @throws NativeFault as told at {@link NativeRuntime.open} */
  static open(
    ort: OpenOrt,
    onnx: Uint8Array,
    threads: number,
    tensors: Readonly<Record<string, PlacedTensor>>,
  ): BoundSession {
    const opened = new BoundSession(ort);
    try {
      opened.#open(onnx, threads, tensors);
    } catch (error) {
      opened.close();
      throw error;
    }
    return opened;
  }

  run(): void {
    if (this.#binding === 0) throw new NativeFault('the graph was closed.');
    const status = this.#run(this.#session, 0, this.#binding);
    if (status !== 0) throw this.#ort.faultOf(status);
  }

  close(): void {
    const ort = this.#ort;
    if (this.#binding !== 0) ort.api.releaseBinding(this.#binding);
    for (const value of this.#values) ort.releaseValue(value);
    if (this.#session !== 0) ort.api.releaseSession(this.#session);
    this.#binding = this.#session = 0;
    this.#values = [];
  }

  #open(onnx: Uint8Array, threads: number, tensors: Readonly<Record<string, PlacedTensor>>): void {
    const ort = this.#ort;
    this.#session = ort.createSession(onnx, threads);
    const inputs = ort.inputNames(this.#session);
    const outputs = ort.outputNames(this.#session);
    checkNames([...inputs, ...outputs], tensors);
    this.#binding = ort.createBinding(this.#session);
    for (const [name, tensor] of Object.entries(tensors)) {
      checkLength(name, tensor);
      const value = ort.createValue(tensor);
      this.#values.push(value);
      if (inputs.includes(name)) ort.bindInput(this.#binding, name, value);
      if (outputs.includes(name)) ort.bindOutput(this.#binding, name, value);
    }
  }
}

function checkNames(declared: readonly string[], tensors: Readonly<Record<string, PlacedTensor>>): void {
  for (const name of declared) {
    if (!Object.hasOwn(tensors, name)) throw new NativeFault(`"${name}" of the graph has no place.`);
  }
  for (const name of Object.keys(tensors)) {
    if (!declared.includes(name))
      throw new NativeFault(`"${name}" has a place, and the graph has no such value.`);
  }
}

/** The runtime would read or write beyond. */
function checkLength(name: string, { type, shape, bytes }: PlacedTensor): void {
  const byteCount = shape.reduce((product, size) => product * size, BYTES_PER_ELEMENT[type]);
  if (bytes.length === byteCount) return;
  throw new NativeFault(
    `"${name}", ${type} [${shape.join(', ')}], has a place of ${bytes.length} bytes and takes ${byteCount}.`,
  );
}
