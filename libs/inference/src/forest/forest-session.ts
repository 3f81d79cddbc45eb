import type { ForestScorer } from './forest-scorer';
import type { Session, TensorSpec } from '../scoring/session';

/** A session that scores a forest on the calling thread, from a layout that can be moved between processes. */
export interface ForestSession extends Session {
  readonly engine: 'forest';
  readonly layout: ForestScorer['layout'];
}

export function openForestSession(
  scorer: ForestScorer,
  input: TensorSpec,
  outputs: readonly TensorSpec[],
): ForestSession {
  const runNow = (values: Float32Array, rowCount: number, width: number): Float32Array[] => [
    scorer.score(values, rowCount, width),
  ];
  return {
    engine: 'forest',
    layout: scorer.layout,
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
  return session.engine === 'forest';
}
