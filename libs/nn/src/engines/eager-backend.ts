import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { BackendUnavailable } from '../errors';

/** TensorFlow.js backends in the order of preference: native library, WebAssembly, plain JavaScript. */
export const EAGER_BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const;
export type EagerBackend = (typeof EAGER_BACKENDS)[number];

/**
 * Activates the first backend that is there and that can do what the network needs.
 *
 * @param asked - this backend or none
 * @param rehearse - uses the operations of the network on the active backend
 * @throws BackendUnavailable if the backend asked for is missing or lacks an operation
 */
export async function chooseBackend(
  asked: EagerBackend | undefined,
  rehearse: () => void,
): Promise<EagerBackend> {
  for (const backend of asked ? [asked] : EAGER_BACKENDS) {
    const obstacle = (await loadBackend(backend)) ?? missingKernel(rehearse);
    if (obstacle === null) return backend;
    if (asked) throw new BackendUnavailable(asked, obstacle);
  }
  throw new BackendUnavailable('cpu', 'an operation of the network exists on no backend');
}

/** Makes a backend that was chosen before the active one again. */
export async function activate(backend: EagerBackend): Promise<void> {
  if (tf.getBackend() !== backend) await tf.setBackend(backend);
}

/** Activates a backend; returns why it cannot. */
function loadBackend(backend: EagerBackend): Promise<string | null> {
  return quietly(async () => {
    if (tf.findBackendFactory(backend) === null) {
      try {
        await REGISTER[backend]();
      } catch {
        return 'its package is not installed, or its native library is missing';
      }
    }
    if (!(await tf.setBackend(backend))) return 'it does not start on this machine';
    tf.scalar(0).dispose();
    return null;
  });
}

const REGISTER: Readonly<Record<EagerBackend, () => Promise<void>>> = {
  async tensorflow() {
    // Optional, so a name that neither compiler nor bundler looks up.
    const name: string = ['@tensorflow', 'tfjs-node'].join('/');
    await import(name);
    if (tf.findBackendFactory('tensorflow') === null) throw new Error('registered elsewhere');
  },
  async wasm() {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const manifest = createRequire(__filename).resolve('@tensorflow/tfjs-backend-wasm/package.json');
    setWasmPaths(path.join(path.dirname(manifest), 'dist', path.sep));
  },
  async cpu() {
    await import('@tensorflow/tfjs-backend-cpu');
  },
};

/** Without what TensorFlow.js prints on first use in Node.js, which its production mode leaves out. */
async function quietly<T>(run: () => Promise<T>): Promise<T> {
  const production = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  try {
    return await run();
  } finally {
    tf.env().set('PROD', production);
  }
}

function missingKernel(rehearse: () => void): string | null {
  try {
    tf.tidy(rehearse);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/not registered for backend/.test(message)) return message;
    throw error;
  }
}
