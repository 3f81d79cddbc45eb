import { ClientError, ModelClient, type ModelClientOptions, type ProtocolName } from '@reckit/client';
import type { LocalService } from '../programs/local-service';

/** Asks one service by any protocol; the clients end with the test that made them. */
export type NewModelClient = (
  service: LocalService,
  model: string,
  protocol: ProtocolName,
  options?: Partial<ModelClientOptions>,
) => ModelClient;

/** To be called at the top of a test file or block. */
export function modelClients(): NewModelClient {
  const made: ModelClient[] = [];
  afterEach(() => made.splice(0).forEach(client => client.close()));
  return ({ port, grpcPort }, model, protocol, options = {}) => {
    const url = `http://127.0.0.1:${protocol.startsWith('grpc') ? grpcPort : port}`;
    // What is refused is to be seen, not to be tried again.
    const client = new ModelClient({
      url,
      model,
      protocol,
      retry: { attempts: 1 },
      timeoutMs: 30_000,
      ...options,
    });
    made.push(client);
    return client;
  };
}

/** The error that a call fails with. */
export async function failureOf(call: Promise<unknown>): Promise<ClientError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ClientError) return error;
  throw new Error('The call did not fail as a call does.', { cause: error });
}
