import { setTimeout as delay } from 'node:timers/promises';
import type { ChildService, Ending } from '../../../../apps/service-testing/programs/child-service';
import { ask } from '../../../../apps/service-testing/clients/http-client';
import type { RolloutTiming } from './rollout-timing';

/** A process that is started, asked and ended as the kubelet does it with a pod. */
export class RehearsedPod {
  constructor(
    private readonly service: ChildService,
    private readonly timing: RolloutTiming,
  ) {}

  get port(): number {
    return this.service.port;
  }

  /** The last line of its log. */
  get lastWord(): string | null {
    return this.service.log.at(-1)?.message ?? null;
  }

  /** Settles when its probes have found it ready. */
  async ready(): Promise<void> {
    const { startupPeriodMs, readinessPeriodMs } = this.timing;
    await this.service.listening();
    await this.#probe(startupPeriodMs);
    await this.#probe(readinessPeriodMs);
  }

  /**
   * Ends it: preStop, the signal, and SIGKILL if that takes too long.
   *
   * @param onSignal - is told when the signal is sent
   */
  async terminate(onSignal: () => void): Promise<Ending> {
    const { preStopMs, terminationGraceMs } = this.timing;
    const killing = setTimeout(() => void this.service.kill(), terminationGraceMs);
    await delay(preStopMs);
    this.service.signal('SIGTERM');
    onSignal();
    const ending = await this.service.ended;
    clearTimeout(killing);
    return ending;
  }

  async #probe(periodMs: number): Promise<void> {
    for (;;) {
      const status = await ask(this.port, { path: '/ready' }).then(
        answer => answer.status,
        () => null,
      );
      if (status === 200) return;
      await delay(periodMs);
    }
  }
}
