import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, type Question } from '../../../../apps/service-testing/clients/http-client';

/** Connections of pools, each used once when its pod is new, and once more while it ends. */
export class IdleConnections {
  readonly #agents: readonly Agent[];

  constructor(
    private readonly port: number,
    count: number,
  ) {
    this.#agents = Array.from({ length: count }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  }

  /** @returns the statuses of the answers */
  open(question: Question): Promise<readonly number[]> {
    return Promise.all(this.#agents.map(agent => this.#ask(agent, question)));
  }

  /**
   * Uses each at a moment of its own, and closes them all.
   *
   * @returns the statuses of the answers; 0 where a connection was closed before, or under way
   */
  async useWithin(ms: number, question: Question): Promise<readonly number[]> {
    const statuses = await Promise.all(
      this.#agents.map(async agent => {
        await delay(Math.random() * ms);
        return this.#ask(agent, question);
      }),
    );
    for (const agent of this.#agents) agent.destroy();
    return statuses;
  }

  #ask(agent: Agent, question: Question): Promise<number> {
    return ask(this.port, { ...question, agent }).then(
      ({ status }) => status,
      () => 0,
    );
  }
}
