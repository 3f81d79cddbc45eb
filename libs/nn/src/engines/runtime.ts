import type { Tensor as NativeTensor } from 'onnxruntime-node';
import { switchOffTelemetry } from './switch-off-telemetry';

/** A host array with its shape, wrapped once for the runtime, which reads and writes the array in place. */
export interface BoundTensor {
  readonly values: Float32Array;
  readonly native: NativeTensor;
}

/** Wrapped arrays by the graph's names. */
export type RunTensors = Record<string, NativeTensor>;

/** A loaded graph. */
export interface RunnableGraph {
  /** Computes the outputs into the arrays of `results`. */
  run(feeds: RunTensors, results: RunTensors): Promise<void>;
  /** Computes the outputs, all float32, into new arrays. */
  evaluate(feeds: RunTensors): Promise<Record<string, Float32Array>>;
  close(): Promise<void>;
}

export interface Runtime {
  bindFloats(values: Float32Array, shape: readonly number[]): BoundTensor;
  /** @param threads - inside one operation */
  open(onnx: Uint8Array, threads: number): Promise<RunnableGraph>;
}

/** Loads ONNX Runtime. The only file of this library that knows onnxruntime-node's interface; `native/` goes around it. */
export async function loadRuntime(): Promise<Runtime> {
  switchOffTelemetry();
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  return {
    bindFloats: (values, shape) => ({ values, native: new Tensor('float32', values, shape) }),
    async open(onnx, threads) {
      const session = await InferenceSession.create(onnx, {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        // Fatal only: every other error is thrown, and standard error is not for a second account of it.
        logSeverityLevel: 4,
      });
      return {
        async run(feeds, results) {
          await session.run(feeds, results);
        },
        async evaluate(feeds) {
          const outputs = await session.run(feeds);
          return Object.fromEntries(
            Object.entries(outputs).map(([name, { data }]) => [name, floatsOf(data, name)]),
          );
        },
        close: () => session.release(),
      };
    },
  };
}

function floatsOf(data: NativeTensor['data'], name: string): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new TypeError(`The output "${name}" of a traced graph is not float32.`);
}
