import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp, createLogger, readConfig, ServiceState } from '@reckit/service';
import { xgb } from '../service-definition';

/** The service in this process on a free port, with its log switched off. */
export interface LocalService {
  readonly state: ServiceState;
  readonly port: number;
  /** The listening server, as supertest takes it. */
  readonly server: ReturnType<typeof createServer>;
  load(): Promise<void>;
  close(): Promise<void>;
}

export async function startLocalService(
  environment: Readonly<Record<string, string>>,
): Promise<LocalService> {
  const config = readConfig({ HOST: '127.0.0.1', ...environment }, 0);
  const logger = createLogger('xgb', config);
  logger.silent = true;
  const state = new ServiceState(xgb, config, logger);
  const { listener, loader } = createApp(state);
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    state,
    server,
    port: (server.address() as AddressInfo).port,
    load: async () => void (await loader.load(null)),
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      state.handle.close();
    },
  };
}
