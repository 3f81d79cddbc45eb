import { switchOffTelemetry } from '../src/engines/switch-off-telemetry';

/** A graph in ONNX Runtime as services run it. */
export interface NodeSession {
  /** Computes the outputs, all float32. */
  run(feeds: Readonly<Record<string, FloatTensor>>): Promise<Record<string, Float32Array>>;
  close(): Promise<void>;
}

export interface FloatTensor {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** Loads a graph by onnxruntime-node. @param threads - inside one operation */
export async function openNodeSession(onnx: Uint8Array, threads = 1): Promise<NodeSession> {
  switchOffTelemetry();
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(onnx, { intraOpNumThreads: threads, interOpNumThreads: 1 });
  return {
    async run(feeds) {
      const tensors = Object.entries(feeds).map(([name, { values, shape }]) => [
        name,
        new Tensor('float32', values, shape),
      ]);
      const outputs = await session.run(Object.fromEntries(tensors));
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)]),
      );
    },
    close: () => session.release(),
  };
}
