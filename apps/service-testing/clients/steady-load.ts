import { Agent } from 'node:http';
import { askPersistently } from './http-client';

/** How a request has ended; the status 0 is for one that no answer came to. */
export interface Asked {
  readonly status: number;
  readonly version: string | null;
  /** Whether the answer ended its connection. */
  readonly isLast: boolean;
  /** Why no answer came. */
  readonly failure: string | null;
}

/** Asks services at a fixed rate, whether or not those before are answered: one that stands still shows, and slows nobody down. */
export class SteadyLoad {
  readonly #asked: Asked[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #begunMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  #sent = 0;
  #isStopped = false;

  /**
   * @param ports - of the services, asked in turns
   * @param bodyOf - the body of each request
   * @param agent - opens the connections, and goes with the load
   */
  constructor(
    private readonly ports: readonly number[],
    private readonly path: string,
    private readonly bodyOf: (request: number) => unknown,
    private readonly requestsPerSecond: number,
    private readonly agent = new Agent({ keepAlive: true }),
  ) {
    // Timers come before what the sockets have: a client that stood still would write to connections that it has long been
    // told are closed, which no service can help.
    this.#timer = setInterval(() => setImmediate(() => this.#askDue()), TICK_MS);
  }

  /** How the requests so far have ended. */
  get asked(): readonly Asked[] {
    return this.#asked;
  }

  /** Sends no more, and waits for the last answers. */
  async stop(): Promise<readonly Asked[]> {
    clearInterval(this.#timer);
    this.#isStopped = true;
    await Promise.all(this.#underWay);
    this.agent.destroy();
    return this.#asked;
  }

  #askDue(): void {
    if (this.#isStopped) return;
    const due = Math.floor(((performance.now() - this.#begunMs) / 1000) * this.requestsPerSecond);
    for (; this.#sent < due; this.#sent++) {
      const asking: Promise<void> = this.#ask(this.#sent).finally(() => this.#underWay.delete(asking));
      this.#underWay.add(asking);
    }
  }

  async #ask(request: number): Promise<void> {
    const port = this.ports[request % this.ports.length];
    const question = { path: this.path, body: this.bodyOf(request), agent: this.agent };
    const asked = await askPersistently(port, question).then(
      ({ status, headers }) => ({
        status,
        version: headers['x-model-version']?.toString() ?? null,
        isLast: headers.connection === 'close',
        failure: null,
      }),
      (error: unknown) => ({ status: 0, version: null, isLast: true, failure: String(error) }),
    );
    this.#asked.push(asked);
  }
}

const TICK_MS = 5;
