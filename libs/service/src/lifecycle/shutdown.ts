import { once } from 'node:events';
import type { Server } from 'node:http';
import type { GrpcServer } from '../protocols/oip-grpc/grpc-server';
import type { ServiceState } from '../service-state';
import { exitWhateverHolds } from './exit-whatever-holds';
import { SIGNAL_NUMBERS } from './signal-numbers';

/** How much of the grace time new requests are still answered, so that load balancers can follow. */
const LINGER_SHARE = 0.3;
const LINGER_MAX_MS = 5_000;
/** Kept in reserve at the end, to exit before whoever set the grace time kills the process. */
const RESERVE_SHARE = 0.1;
/** How often connections are closed whose last request has ended since. */
const SWEEP_MS = 50;

/**
 * Ends a service without losing a request. On the first signal it is no longer ready but goes on answering for
 * a moment; then it takes no more, ends what is in flight and exits 0. Within `SHUTDOWN_GRACE_MS` it ends whatever is
 * still under way, native code included, with 1 if predictions were in flight. A second signal exits at once.
 */
export class Shutdown {
  /** The gRPC server beside the other one, once it is open. */
  grpc: GrpcServer | null = null;
  #begun = false;

  constructor(
    private readonly state: ServiceState,
    private readonly server: Server,
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
    setTimeout(() => this.#close(), lingerMs);
    setTimeout(() => this.#giveUp(), graceMs * (1 - RESERVE_SHARE));
  }

  /** Takes no more requests from now on, and ends as after a signal: others serve. */
  leave(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#close();
    setTimeout(() => this.#giveUp(), this.state.config.shutdownGraceMs * (1 - RESERVE_SHARE));
  }

  #close(): void {
    this.state.phase = 'closing';
    for (const { loader } of this.state.models.all) loader.stop();
    const closed = [once(this.server, 'close'), this.grpc?.close()];
    this.server.close();
    void Promise.all(closed).then(() => this.#end());
    // A connection that is busy now would be kept alive after its answer.
    setInterval(() => this.server.closeIdleConnections(), SWEEP_MS);
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
