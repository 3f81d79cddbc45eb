import type { Client } from '@grpc/grpc-js';
import type { CallClock } from '../call-clock';
import { ClientError } from '../errors';
import type { GrpcRuntime } from './grpc-runtime';

/**
 * Waits for the connection, as long as it is being made: a call by itself would wait up to its own deadline. One that
 * was refused is left to the call, which says why.
 *
 * @throws ClientError if it is not there in time
 */
export async function connected(
  client: Client,
  { grpc }: GrpcRuntime,
  call: string,
  timeoutMs: number,
  clock: CallClock,
): Promise<void> {
  const { IDLE, CONNECTING } = grpc.connectivityState;
  const channel = client.getChannel();
  const deadline = Date.now() + Math.min(timeoutMs, clock.leftMs);
  for (;;) {
    const state = channel.getConnectivityState(true);
    if (state !== IDLE && state !== CONNECTING) return;
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => reject(clock.error ?? new Error('Nobody waits any more.'));
      clock.signal.addEventListener('abort', giveUp);
      channel.watchConnectivityState(state, deadline, late => {
        clock.signal.removeEventListener('abort', giveUp);
        if (late) reject(notConnected(call, timeoutMs));
        else resolve();
      });
    });
  }
}

function notConnected(call: string, timeoutMs: number): ClientError {
  const detail = `no connection within ${timeoutMs} ms (connectTimeoutMs).`;
  return new ClientError({ failure: 'connection', call, detail, code: 'UNAVAILABLE', mayRetry: true });
}
