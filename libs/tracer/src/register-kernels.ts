import * as tf from '@tensorflow/tfjs-core';
import { KERNELS } from './kernels/kernels';
import { TraceBackend } from './trace-backend';

/** Name of the backend; TensorFlow.js keeps kernels under it. */
export const BACKEND = 'onnx';

let registered = false;

/**
 * Registers every kernel that TensorFlow.js knows, once. Those without a translation are registered too, so
 * that calling one is our error, with the op that called it, and not that of TensorFlow.js.
 */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  for (const kernelName of new Set([...Object.keys(KERNELS), ...kernelNames()])) {
    const kernel = KERNELS[kernelName];
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs, backend }) => {
        if (!(backend instanceof TraceBackend)) throw new Error(`kernel ${kernelName} runs on no trace`);
        return backend.run(kernelName, kernel, inputs, attrs ?? {});
      },
    });
  }
}

/** TensorFlow.js exports its kernel names as text constants. */
function kernelNames(): string[] {
  const exported: unknown[] = Object.values(tf);
  return exported.filter(value => typeof value === 'string').filter(text => /^_?[A-Z]\w*$/.test(text));
}
