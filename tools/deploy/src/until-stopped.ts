const STOPPING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/** Does something that SIGINT and SIGTERM end by its signal, so that it can put right what it has begun. */
export async function untilStopped<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => stop.abort(new Error(`stopped by ${signal}`));
  for (const signal of STOPPING) process.on(signal, onSignal);
  try {
    return await task(stop.signal);
  } finally {
    for (const signal of STOPPING) process.off(signal, onSignal);
  }
}
