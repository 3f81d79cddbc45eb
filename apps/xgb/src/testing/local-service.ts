import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApp, createLogger, readConfig, ServiceState, type App } from '@reckit/service';
import { xgb } from '../service-definition';

/** A model that the Python system trained: a flat directory. */
export const FLAT_MODEL = path.join(__dirname, '..', '..', 'fixtures', 'xgb', 'model');

/** One entry of a service's log, before it becomes a line. */
export type LogEntry = Readonly<Record<string, unknown>>;

// One for all services of a test file, as a process has only one.
const logger = createLogger('xgb', { logLevel: 'debug', logFormat: 'json' });
for (const transport of logger.transports) transport.silent = true;

/** The service in this process on a free port; its log goes into memory alone. */
export interface LocalService {
  readonly state: ServiceState;
  readonly loader: App['loader'];
  readonly port: number;
  /** The listening server, as supertest takes it. */
  readonly server: ReturnType<typeof createServer>;
  readonly logs: readonly LogEntry[];
  load(): Promise<void>;
  close(): Promise<void>;
}

export async function startLocalService(
  environment: Readonly<Record<string, string>>,
): Promise<LocalService> {
  const config = readConfig({ HOST: '127.0.0.1', ...environment }, 0);
  const logs: LogEntry[] = [];
  const remember = (entry: LogEntry): unknown => logs.push(entry);
  logger.on('data', remember);
  const state = new ServiceState(xgb, config, logger);
  const { listener, loader } = createApp(state);
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    state,
    loader,
    server,
    logs,
    port: (server.address() as AddressInfo).port,
    load: async () => void (await loader.load(null)),
    close: async () => {
      loader.stopWatching();
      logger.off('data', remember);
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      state.handle.close();
    },
  };
}

/** Starts services for the tests of a file, with the Python system's model unless they say otherwise. */
export function localServices(): (
  environment?: Readonly<Record<string, string>>,
  options?: { readonly loaded: boolean },
) => Promise<LocalService> {
  const started: LocalService[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map(service => service.close()));
  });
  return async (environment = {}, { loaded } = { loaded: true }) => {
    const service = await startLocalService({ MODEL_DIR: FLAT_MODEL, ...environment });
    started.push(service);
    if (loaded) await service.load();
    return service;
  };
}

/** One service for all tests of a file or block, for those that leave it as it was. */
export function sharedService(environment: Readonly<Record<string, string>> = {}): () => LocalService {
  let service: LocalService | null = null;
  beforeAll(async () => {
    service = await startLocalService({ MODEL_DIR: FLAT_MODEL, ...environment });
    await service.load();
  });
  afterAll(() => service?.close());
  return () => {
    if (!service) throw new Error('The service runs only while tests do.');
    return service;
  };
}

/** A copy of the Python system's model that a test may change; it goes after the last test of the file. */
export function flatModelFolders(): () => string {
  const made: string[] = [];
  afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));
  return () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'reckit-flat-'));
    made.push(folder);
    cpSync(FLAT_MODEL, folder, { recursive: true });
    return folder;
  };
}
