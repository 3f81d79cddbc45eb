/** What waits for a turn, in the order in which it came. */
const waiting: (() => void)[] = [];

/**
 * Settles when it is the caller's turn: one waiting slice of work each time that the event loop goes round, however
 * many wait, so that what arrives meanwhile never waits for more than one.
 */
export function nextTurn(): Promise<void> {
  return new Promise(resolve => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(giveTurn);
  });
}

function giveTurn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(giveTurn);
}
