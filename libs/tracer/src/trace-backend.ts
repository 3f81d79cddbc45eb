import * as tf from '@tensorflow/tfjs-core';
import type { DataId } from '@tensorflow/tfjs-core/dist/tensor_info';
import { KernelNotCovered, TracedValueRead } from './errors';
import type { HostValues } from './host-constant';
import { KernelCall } from './kernel-call';
import type { Kernel } from './kernel-call';
import type { Recorder } from './recorder';
import { isElementType } from './traced-tensor';
import type { TracedTensor } from './traced-tensor';

interface HostData {
  readonly values: tf.BackendValues;
}

/** A backend of TensorFlow.js that computes nothing: its kernels record operators. One lives as long as one trace. */
export class TraceBackend extends tf.KernelBackend {
  readonly #graph: string;
  readonly #recorder: Recorder;
  readonly #traced = new WeakMap<DataId, TracedTensor>();
  readonly #host = new WeakMap<DataId, HostData>();

  constructor(graph: string, recorder: Recorder) {
    super();
    this.#graph = graph;
    this.#recorder = recorder;
  }

  /** Runs one kernel for TensorFlow.js. */
  run(
    name: string,
    kernel: Kernel | undefined,
    inputs: tf.NamedTensorInfoMap,
    attributes: tf.NamedAttrMap,
  ): tf.TensorInfo | tf.TensorInfo[] {
    const caller = callingOp(name);
    if (kernel === undefined) throw new KernelNotCovered(name, caller);
    this.#recorder.recording.caller = caller;
    const call = new KernelCall(this.#recorder, { kernel: name, caller }, inputs, attributes, info =>
      this.resolve(info),
    );
    const result = kernel(call);
    return Array.isArray(result) ? result.map(tensor => this.adopt(tensor)) : this.adopt(result);
  }

  /** Makes a traced tensor known to TensorFlow.js. */
  adopt(tensor: TracedTensor): tf.TensorInfo {
    const dataId = {};
    this.#traced.set(dataId, tensor);
    return { dataId, shape: [...tensor.shape], dtype: tensor.dtype };
  }

  /** The traced tensor behind one of TensorFlow.js; host values become a constant on first use. */
  resolve({ dataId, shape, dtype }: tf.TensorInfo): TracedTensor {
    const known = this.#traced.get(dataId);
    if (known !== undefined) return known;
    // A tensor of another backend is read where it is, so that it stays usable there.
    const values = this.#host.get(dataId)?.values ?? tf.engine().readSync(dataId);
    if (!isElementType(dtype)) {
      throw new KernelNotCovered(
        'constant',
        callingOp('constant'),
        `Element type ${dtype} has no place in a graph.`,
      );
    }
    const constant = this.#recorder.constant(hostValues(values), shape, dtype);
    this.#traced.set(dataId, constant);
    return constant;
  }

  override write(values: tf.BackendValues, _shape: number[], _dtype: tf.DataType): DataId {
    const dataId = {};
    this.#host.set(dataId, { values });
    return dataId;
  }

  override move(dataId: DataId, values: tf.BackendValues): void {
    this.#host.set(dataId, { values });
  }

  override readSync(dataId: DataId): tf.BackendValues {
    const values = this.#host.get(dataId)?.values;
    if (values === undefined) throw new TracedValueRead(this.#graph);
    return values;
  }

  override async read(dataId: DataId): Promise<tf.BackendValues> {
    return this.readSync(dataId);
  }

  override disposeData(): boolean {
    return true;
  }

  override refCount(): number {
    return 1;
  }

  override incRef(): void {
    // Nothing is counted: a value of the graph has no memory to release.
  }

  override numDataIds(): number {
    return 0;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override timerAvailable(): boolean {
    return false;
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    // Nothing is held outside of this object.
  }
}

/** The innermost op of TensorFlow.js that is running, as a user would call it. */
export function callingOp(kernel: string): string {
  const scopes = tf.engine().state.scopeStack.map(({ name }) => name);
  const op = scopes.findLast(name => name?.endsWith(tf.OP_SCOPE_SUFFIX));
  return op === undefined ? `kernel ${kernel}` : `tf.${op.slice(0, -tf.OP_SCOPE_SUFFIX.length)}`;
}

function hostValues(values: tf.BackendValues): HostValues {
  if (values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array)
    return values;
  return Array.from(values, Number);
}
