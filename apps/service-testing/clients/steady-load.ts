import { Agent } from 'node:http';
import { ask } from './http-client';

/** How a request has ended; the status 0 is for one that no answer came to. */
export interface Asked {
  readonly status: number;
  readonly version: string | null;
  /** Whether the answer ended its connection. */
  readonly isLast: boolean;
}

/** Asks services at a fixed rate, whether or not those before are answered: one that stands still shows, and slows nobody down. */
export class SteadyLoad {
  readonly #asked: Asked[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #begunMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  #sent = 0;

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
    this.#timer = setInterval(() => this.#askDue(), TICK_MS);
  }

  /** How the requests so far have ended. */
  get asked(): readonly Asked[] {
    return this.#asked;
  }

  /** Sends no more, and waits for the last answers. */
  async stop(): Promise<readonly Asked[]> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
    this.agent.destroy();
    return this.#asked;
  }

  #askDue(): void {
    const due = Math.floor(((performance.now() - this.#begunMs) / 1000) * this.requestsPerSecond);
    for (; this.#sent < due; this.#sent++) {
      const asking: Promise<void> = this.#ask(this.#sent).finally(() => this.#underWay.delete(asking));
      this.#underWay.add(asking);
    }
  }

  async #ask(request: number): Promise<void> {
    const port = this.ports[request % this.ports.length];
    const question = { path: this.path, body: this.bodyOf(request), agent: this.agent };
    const asked = await ask(port, question).then(
      ({ status, headers }) => ({
        status,
        version: headers['x-model-version']?.toString() ?? null,
        isLast: headers.connection === 'close',
      }),
      () => ({ status: 0, version: null, isLast: true }),
    );
    this.#asked.push(asked);
  }
}

const TICK_MS = 5;
