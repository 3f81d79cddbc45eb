let pending: Promise<void> | null = null;

/**
 * Settles when the event loop has taken in what has arrived by now. Requests that wait for it are answered in
 * one burst: the code is warm by then, and a client that sent several is woken once and not for each of them.
 */
export function endOfTurn(): Promise<void> {
  pending ??= new Promise(resolve => {
    setImmediate(() => {
      pending = null;
      resolve();
    });
  });
  return pending;
}
