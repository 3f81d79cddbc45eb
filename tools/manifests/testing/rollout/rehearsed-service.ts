import { setTimeout as delay } from 'node:timers/promises';
import type { ChildService } from '../../../../apps/service-testing/programs/child-service';
import type { Question } from '../../../../apps/service-testing/clients/http-client';
import { IdleConnections } from './idle-connections';
import { NodeProxy } from './node-proxy';
import { RehearsedPod } from './rehearsed-pod';
import type { RolloutTiming } from './rollout-timing';

/** How a pod has ended. */
export interface PodEnding {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last line of its log. */
  readonly lastWord: string | null;
  /** What the connections of pools were answered that were used once more while it ended; 0 is no answer. */
  readonly reused: readonly number[];
}

const IDLE_CONNECTIONS = 20;
/** A node learns of an end up to so many times `preStop` late: at worst when the process has its signal. */
const LATEST_NEWS = 1.5;
/** Idle connections are kept for 60 % of the grace time. */
const IDLE_SHARE = 0.55;

/** The Deployment of a model and its Service, with processes for pods, and nodes that ask them. */
export class RehearsedService {
  readonly proxies: readonly NodeProxy[];
  readonly #pods: { readonly pod: RehearsedPod; readonly idle: IdleConnections }[] = [];

  /**
   * @param spawn - starts a process of the service
   * @param question - for a prediction
   */
  constructor(
    private readonly timing: RolloutTiming,
    private readonly spawn: () => ChildService,
    private readonly question: Question,
    nodes: number,
  ) {
    this.proxies = Array.from({ length: nodes }, () => new NodeProxy());
  }

  /** Starts as many pods as it has by itself. */
  async scaleUp(): Promise<void> {
    await Promise.all(Array.from({ length: this.timing.replicas }, () => this.#add()));
  }

  /** Replaces all pods, one after the other: a new one is ready before an old one ends. Settles when all have ended. */
  async rollOut(): Promise<readonly PodEnding[]> {
    const { minReadyMs } = this.timing;
    await delay(Math.random() * minReadyMs);
    const endings: Promise<PodEnding>[] = [];
    for (const old of this.#pods.splice(0)) {
      await this.#add();
      await delay(minReadyMs);
      endings.push(this.#end(old.pod, old.idle));
    }
    return Promise.all(endings);
  }

  async #add(): Promise<void> {
    const pod = new RehearsedPod(this.spawn(), this.timing);
    await pod.ready();
    const idle = new IdleConnections(pod.port, IDLE_CONNECTIONS);
    await idle.open(this.question);
    for (const proxy of this.proxies) proxy.add(pod.port);
    this.#pods.push({ pod, idle });
  }

  async #end(pod: RehearsedPod, idle: IdleConnections): Promise<PodEnding> {
    const { preStopMs, shutdownGraceMs } = this.timing;
    const leaving = this.proxies.map(async proxy => {
      await delay(Math.random() * LATEST_NEWS * preStopMs);
      proxy.remove(pod.port);
    });
    let reusing: Promise<readonly number[]> = Promise.resolve([]);
    const ending = await pod.terminate(() => {
      reusing = idle.useWithin(IDLE_SHARE * shutdownGraceMs, this.question);
    });
    await Promise.all(leaving);
    return { ...ending, lastWord: pod.lastWord, reused: await reusing };
  }
}
