import type { ForestGraph } from '@reckit/onnx';
import type { Session } from '../scoring/session';
import { walkForest } from './forest-walk';

/** A session that walks down the trees of a forest, which can be moved between threads. */
export interface DeepForestSession extends Session {
  readonly engine: 'forest';
  readonly forest: ForestGraph;
}

export function openDeepForestSession(forest: ForestGraph): DeepForestSession {
  return {
    engine: 'forest',
    forest,
    input: { name: 'features', type: 'float32', shape: ['rows', forest.width] },
    outputs: [{ name: 'predictions', type: 'float32', shape: ['rows'] }],
    // A row can take as long as a slice of others: the event loop gets its turn, whatever the request.
    runNow: null,
    async run(values, rowCount, width) {
      await new Promise(resolve => setImmediate(resolve));
      return [walkForest(forest, values, rowCount, width)];
    },
    close: async () => undefined,
  };
}

/** The session as one of a deep forest, or null if another engine computes. */
export function deepForestSessionOf(session: Session): DeepForestSession | null {
  return isDeepForestSession(session) ? session : null;
}

function isDeepForestSession(session: Session): session is DeepForestSession {
  return session.engine === 'forest' && 'forest' in session;
}
