import { Connection, type Ending } from './connection';

/** One request of an open loop. */
export interface Timing {
  /** When it was due and sent, by `performance.now()`. */
  readonly begunMs: number;
  readonly endedMs: number;
  readonly ending: Ending;
}

const CONNECTIONS = 64;

/**
 * Sends requests at a fixed rate, whether or not those before are answered, as independent clients do: a
 * server that stands still does not slow its clients down, so its pauses show in the times of all of them.
 * A request that finds every connection taken waits, and the wait counts.
 */
export class OpenLoop {
  readonly #timings: Timing[] = [];
  readonly #free: Connection[];
  readonly #waitingSinceMs: number[] = [];
  readonly #begunMs = performance.now();
  #sent = 0;
  #underWay = 0;
  #timer: NodeJS.Timeout;
  #onDrained: (() => void) | null = null;

  private constructor(
    private readonly connections: readonly Connection[],
    private readonly request: Buffer,
    private readonly requestsPerSecond: number,
  ) {
    this.#free = [...connections];
    this.#timer = setTimeout(() => this.#tick(), 0);
  }

  /** Begins to send. */
  static async start(port: number, request: Buffer, requestsPerSecond: number): Promise<OpenLoop> {
    const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(port)));
    return new OpenLoop(connections, request, requestsPerSecond);
  }

  /** Sends no more and waits for the last answers. */
  async stop(): Promise<readonly Timing[]> {
    clearTimeout(this.#timer);
    if (this.#underWay > 0) await new Promise<void>(resolve => (this.#onDrained = resolve));
    for (const connection of this.connections) connection.close();
    return this.#timings;
  }

  #tick(): void {
    const now = performance.now();
    const due = Math.floor(((now - this.#begunMs) / 1000) * this.requestsPerSecond);
    for (; this.#sent < due; this.#sent++) this.#begin(now);
    const nextMs = this.#begunMs + ((this.#sent + 1) / this.requestsPerSecond) * 1000;
    this.#timer = setTimeout(() => this.#tick(), nextMs - performance.now());
  }

  #begin(begunMs: number): void {
    this.#underWay++;
    const connection = this.#free.pop();
    if (connection) this.#send(connection, begunMs);
    else this.#waitingSinceMs.push(begunMs);
  }

  #send(connection: Connection, begunMs: number): void {
    connection.send(this.request, ending => {
      this.#timings.push({ begunMs, endedMs: performance.now(), ending });
      this.#underWay--;
      const waitingSinceMs = this.#waitingSinceMs.shift();
      if (waitingSinceMs === undefined) this.#free.push(connection);
      else this.#send(connection, waitingSinceMs);
      if (this.#underWay === 0) this.#onDrained?.();
    });
  }
}
