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

/**
 * Loads a server for a while, connection `i` with request `i` of the list again and again.
 *
 * @throws Error for any answer but 200: figures of a server that refuses mean nothing
 */
export async function closedLoop(
  port: number,
  requests: readonly Buffer[],
  { connections, durationMs }: ClosedLoopOptions,
): Promise<ClosedLoopResult> {
  const opened = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
  const latenciesMs: number[] = [];
  const begin = performance.now();
  try {
    await Promise.all(
      opened.map((connection, i) =>
        repeat(connection, requests[i % requests.length], begin + durationMs, latenciesMs),
      ),
    );
  } finally {
    for (const connection of opened) connection.close();
  }
  const seconds = (performance.now() - begin) / 1000;
  return { requestsPerSecond: latenciesMs.length / seconds, latenciesMs };
}

function repeat(
  connection: Connection,
  request: Buffer,
  endMs: number,
  latenciesMs: number[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const sentMs = performance.now();
      connection.send(request, ending => {
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
