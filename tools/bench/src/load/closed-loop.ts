import { Connection, type Ending } from './connection';

export interface ClosedLoopOptions {
  /** Each sends its next request as soon as the one before is answered. */
  readonly connections: number;
  readonly durationMs: number;
}

export interface ClosedLoopResult {
  readonly requestsPerSecond: number;
  /** One for each answered request. */
  readonly latenciesMs: readonly number[];
}

/** Asks one request at a time. */
export interface Caller {
  /** The request before must have ended. */
  ask(onEnding: (ending: Ending) => void): void;
  close(): void;
}

/**
 * Loads a server for a while, connection `i` with request `i` of the list again and again, or with those of the list that
 * stands there in turn.
 *
 * @throws Error for any answer but 200: figures of a server that refuses mean nothing
 */
export async function closedLoop(
  port: number,
  requests: readonly (Buffer | readonly Buffer[])[],
  { connections, durationMs }: ClosedLoopOptions,
): Promise<ClosedLoopResult> {
  const opened = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
  const callers = opened.map((connection, i): Caller => {
    const own = [requests[i % requests.length]].flat();
    let next = 0;
    return {
      ask(onEnding) {
        connection.send(own[next], onEnding);
        next = (next + 1) % own.length;
      },
      close: () => connection.close(),
    };
  });
  return loopOf(callers, durationMs);
}

/** Lets callers ask for a while, and closes them. @throws Error for any answer but 200 */
export async function loopOf(callers: readonly Caller[], durationMs: number): Promise<ClosedLoopResult> {
  const latenciesMs: number[] = [];
  const begin = performance.now();
  try {
    await Promise.all(callers.map(caller => repeat(caller, begin + durationMs, latenciesMs)));
  } finally {
    for (const caller of callers) caller.close();
  }
  const seconds = (performance.now() - begin) / 1000;
  return { requestsPerSecond: latenciesMs.length / seconds, latenciesMs };
}

function repeat(caller: Caller, endMs: number, latenciesMs: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const sentMs = performance.now();
      caller.ask(ending => {
        const now = performance.now();
        if (ending !== 200) {
          reject(new Error(`A request under load failed: ${reasonOf(ending)}.`));
          return;
        }
        latenciesMs.push(now - sentMs);
        if (now < endMs) next();
        else resolve();
      });
    };
    next();
  });
}

function reasonOf(ending: Ending): string {
  return typeof ending === 'number' ? `status ${ending}` : ending.message;
}
