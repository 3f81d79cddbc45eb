import type * as ort from 'onnxruntime-node';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describeValue } from '@reckit/features';
import { firstLine, RejectedModel } from '../errors';
import type { OutputValues } from './model-output';
import { switchOffTelemetry } from './switch-off-telemetry';

/** Name, type and shape of a model's input or output; a string is a symbolic dimension such as the batch. */
export interface TensorSpec {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** A loaded model that reads one float32 matrix. */
export interface Session {
  /** What computes: ONNX Runtime, or the kernel for forests. */
  readonly engine: 'onnxruntime' | 'forest';
  readonly input: TensorSpec;
  readonly outputs: readonly TensorSpec[];
  /**
   * @param values - row-major [rows, width]
   * @returns the outputs in the order of `outputs`, each row-major with `rows` rows
   * @throws RejectedModel if an output is no tensor of numbers or texts with as many rows
   */
  run(values: Float32Array, rowCount: number, width: number): Promise<OutputValues[]>;
  /** As `run`, at once on the calling thread; null where only `run` can be had. */
  readonly runNow: ((values: Float32Array, rowCount: number, width: number) => OutputValues[]) | null;
  /** Frees the native memory; no run may be under way. */
  close(): Promise<void>;
}

export interface SessionOptions {
  /** Threads inside one operator. @default 1, since a pod has a CPU quota */
  readonly threads?: number;
}

/** Reads ONNX Runtime from disk, unless it is there already. */
export function loadRuntime(): Promise<typeof ort> {
  switchOffTelemetry();
  return import('onnxruntime-node');
}

/**
 * Loads an ONNX graph. The only file on the serving side that knows ONNX Runtime.
 *
 * @throws RejectedModel if the runtime does not accept the graph or it has not exactly one float32 matrix as input
 */
export async function openSession(onnx: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const threads = options.threads ?? 1;
  let native: InferenceSession;
  try {
    native = await InferenceSession.create(onnx, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Fatal only: every other error is thrown, and standard error is not for a second account of it.
      logSeverityLevel: 4,
      // Idle threads that spin would burn the pod's CPU quota between requests.
      extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    });
  } catch (error) {
    throw new RejectedModel(`model.onnx does not load: ${firstLine(error)}`);
  }
  const inputs = specsOf(native.inputMetadata);
  const outputs = specsOf(native.outputMetadata);
  if (inputs.length !== 1 || inputs[0].type !== 'float32' || inputs[0].shape.length !== 2) {
    await native.release();
    throw new RejectedModel('model.onnx must have one input, a float32 matrix [rows, features].');
  }
  const [input] = inputs;
  return {
    engine: 'onnxruntime',
    input,
    outputs,
    async run(values, rowCount, width) {
      const feeds = { [input.name]: new Tensor('float32', values, [rowCount, width]) };
      const results = await native.run(feeds);
      return outputs.map(({ name }) => valuesOf(name, results[name], rowCount));
    },
    runNow: null,
    close: () => native.release(),
  };
}

function specsOf(metadata: readonly InferenceSession.ValueMetadata[]): TensorSpec[] {
  return metadata.map(entry => {
    if (!entry.isTensor) throw new RejectedModel(`model.onnx: "${entry.name}" is not a tensor.`);
    return { name: entry.name, type: entry.type, shape: entry.shape };
  });
}

/** The values of an output, which must be [rows] or [rows, values a row] for the rows of the input. */
function valuesOf(name: string, { data, dims, type }: OrtTensor, rowCount: number): OutputValues {
  if (!isAnswer(data)) {
    throw new RejectedModel(
      `model.onnx: an output has the type ${type} where float32 or string is expected.`,
    );
  }
  if (dims[0] === rowCount && dims.length <= 2) return data;
  throw new RejectedModel(
    `model.onnx: the output ${describeValue(name)} has the shape ${shapeText(dims)} for ${rowCount} rows; expected is [${rowCount}], or [${rowCount}, n] with n values a row.`,
  );
}

function isAnswer(data: OrtTensor['data']): data is Float32Array | string[] {
  return data instanceof Float32Array || (Array.isArray(data) && typeof (data[0] ?? '') === 'string');
}

const SHOWN_DIMENSIONS = 6;

function shapeText(dims: readonly number[]): string {
  const more = dims.length > SHOWN_DIMENSIONS ? ['…'] : [];
  return `[${[...dims.slice(0, SHOWN_DIMENSIONS), ...more].join(', ')}]`;
}
