import { once } from 'node:events';
import type { ServiceServer } from '../http/server/service-server';
import type { GrpcServer } from '../protocols/oip-grpc/grpc-server';
import type { ServiceState } from '../service-state';
import { exitWhateverHolds } from './exit-whatever-holds';
import { SIGNAL_NUMBERS } from './signal-numbers';

/** How much of the grace time new connections are still taken, so that load balancers can follow. */
const LINGER_SHARE = 0.3;
const LINGER_MAX_MS = 5_000;
/**
 * How much of the grace time idle connections are kept. A client that has one in its pool may use it once more, and is told
 * in the answer that it was the last time; closed under its hands, a request would be lost.
 */
const IDLE_SHARE = 0.6;
/** Kept in reserve at the end, to exit before whoever set the grace time kills the process. */
const RESERVE_SHARE = 0.1;
/** How often connections are closed whose last request has ended since. */
const SWEEP_MS = 50;

/**
 * Ends a service without losing a request. On the first signal it is no longer ready but goes on answering; after
 * a moment it takes no more connections, answers once more on each that is open, and exits 0 when the last one has ended.
 * Within `SHUTDOWN_GRACE_MS` it ends whatever is still under way, native code included, with 1 if predictions were in
 * flight. A second signal exits at once.
 */
export class Shutdown {
  /** The gRPC server beside the other one, once it is open. */
  grpc: GrpcServer | null = null;
  #begun = false;

  constructor(
    private readonly state: ServiceState,
    private readonly server: ServiceServer,
  ) {}

  onSignal(signal: NodeJS.Signals): void {
    if (this.#begun) this.#exit(128 + (SIGNAL_NUMBERS[signal] ?? 0));
    this.begin(signal);
  }

  /** As after a first signal, however often it is called. */
  begin(signal: NodeJS.Signals): void {
    if (this.#begun) return;
    this.#begun = true;
    const { config, logger } = this.state;
    const graceMs = config.shutdownGraceMs;
    const lingerMs = Math.min(graceMs * LINGER_SHARE, LINGER_MAX_MS);
    logger.info('shutting down', {
      signal,
      in_flight: this.state.inflight,
      reading: this.state.uploads.count,
      linger_ms: Math.round(lingerMs),
    });
    this.state.phase = 'draining';
    for (const { loader } of this.state.models.all) loader.stopWatching();
    // What has come while the loop stood still is taken first.
    setTimeout(() => setImmediate(() => this.#closePort()), lingerMs);
    setTimeout(() => this.#closeIdle(), graceMs * IDLE_SHARE);
    setTimeout(() => this.#giveUp(), graceMs * (1 - RESERVE_SHARE));
  }

  /** Takes no more connections from now on, and ends as after a signal: others serve. */
  leave(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.state.phase = 'draining';
    this.#closePort();
    this.#closeIdle();
    setTimeout(() => this.#giveUp(), this.state.config.shutdownGraceMs * (1 - RESERVE_SHARE));
  }

  #closePort(): void {
    for (const { loader } of this.state.models.all) loader.stop();
    const closed = [once(this.server, 'close'), this.grpc?.close()];
    this.server.closePort();
    void Promise.all(closed).then(() => this.#end());
  }

  /** Closes what is idle, now and as often as a connection becomes so; what has come meanwhile is read first. */
  #closeIdle(): void {
    const close = (): void => this.server.closeIdleConnections();
    setImmediate(close);
    setInterval(() => setImmediate(close), SWEEP_MS);
  }

  async #end(): Promise<never> {
    await Promise.all([this.state.tracing.close(), this.state.feedback?.close()]);
    this.state.logger.info('stopped');
    this.#exit(0);
  }

  #giveUp(): void {
    const { logger, inflight, uploads } = this.state;
    logger.warn('stopped with requests in flight', { in_flight: inflight, reading: uploads.count });
    this.grpc?.destroy();
    // Whoever has not sent a whole request by now is not waited for, and loses nothing.
    this.#exit(inflight === 0 ? 0 : 1);
  }

  #exit(code: number): never {
    exitWhateverHolds(
      code,
      this.state.models.all.some(({ loader }) => loader.isWaitingForDisk),
    );
  }
}
