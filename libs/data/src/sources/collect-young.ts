import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees what has been used and let go of a moment ago. A chunk of DuckDB lives as long as the object that stands for it,
 * and V8, which sees that small object alone, lets hundreds of megabytes of them gather.
 */
export function collectYoung(): void {
  collect ??= exposed();
  collect({ type: 'minor' });
}

type Collect = (options: { readonly type: 'minor' }) => void;
let collect: Collect | undefined;

function exposed(): Collect {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('globalThis.gc');
  return options => {
    if (typeof gc === 'function') gc(options);
  };
}
