import type { ForestKernel } from './forest-kernel';
import type { ForestLayout } from './forest-layout';
import type { Session, TensorSpec } from '../scoring/session';

/** A session that scores a forest on the calling thread, from tables that can be moved between threads. */
export interface ForestSession extends Session {
  readonly engine: 'forest';
  readonly layout: ForestLayout;
}

export function openForestSession(
  kernel: ForestKernel,
  input: TensorSpec,
  outputs: readonly TensorSpec[],
): ForestSession {
  const runNow = (values: Float32Array, rowCount: number, width: number): Float32Array[] => [
    kernel.score(values, rowCount, width),
  ];
  return {
    engine: 'forest',
    layout: kernel.layout,
    input,
    outputs,
    runNow,
    async run(values, rowCount, width) {
      // The event loop gets its turn between two slices, as it does with the runtime.
      await new Promise(resolve => setImmediate(resolve));
      return runNow(values, rowCount, width);
    },
    close: async () => undefined,
  };
}

/** The session as a forest session, or null if another engine computes. */
export function forestSessionOf(session: Session): ForestSession | null {
  return isForestSession(session) ? session : null;
}

function isForestSession(session: Session): session is ForestSession {
  return session.engine === 'forest' && 'layout' in session;
}
