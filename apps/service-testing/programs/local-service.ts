import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createApp,
  createLogger,
  openGrpc,
  Predictor,
  readConfig,
  servedModels,
  ServiceState,
  type ModelChoice,
  type ServiceDefinition,
  type UnifiedDefinition,
} from '@reckit/service';

/** Where winston keeps the line of an entry. */
const MESSAGE = Symbol.for('message');

/** What a line of a service's log says. */
export type LogEntry = Readonly<Record<string, unknown>>;

type Environment = Readonly<Record<string, string>>;

/** The service in this process on a free port; its log goes into memory alone. */
export interface LocalService {
  readonly state: ServiceState;
  /** Loads the model of the service, or the first one of several. */
  readonly loader: ServiceState['models']['first']['loader'];
  readonly port: number;
  /** The port for gRPC; 0 where the environment sets none. */
  readonly grpcPort: number;
  /** The listening server, as supertest takes it. */
  readonly server: Server;
  readonly logs: readonly LogEntry[];
  /** Loads every model. */
  load(): Promise<void>;
  close(): Promise<void>;
}

/** How the tests of one app start its service. */
export interface LocalServices {
  start(environment: Environment): Promise<LocalService>;
  /** Starts services for the tests of a file, with the Python system's model unless they say otherwise. */
  perTest(): (environment?: Environment, options?: { readonly loaded: boolean }) => Promise<LocalService>;
  /** One service for all tests of a file or block, for those that leave it as it was. */
  shared(environment?: Environment): () => LocalService;
  /** A copy of the Python system's model that a test may change; it goes after the last test of the file. */
  modelFolders(): () => string;
}

/** @param flatModel - a flat directory of the Python system */
export function localServicesOf(definition: ServiceDefinition, flatModel: string): LocalServices {
  return localServices(definition, { definitions: [definition], enabled: null }, flatModel);
}

/**
 * As `localServicesOf`, for a service of several models.
 *
 * @param flatModels - a flat directory with all of them
 * @param enabled - the models enabled unless the environment says otherwise
 */
export function localUnifiedServicesOf(
  definition: UnifiedDefinition,
  flatModels: string,
  enabled = definition.enabled,
): LocalServices {
  return localServices(definition, { definitions: definition.models, enabled }, flatModels);
}

/** What the lines say that the log writes of something; entries may be handed over several at once. */
function entriesOf(logged: Readonly<Record<symbol, unknown>>): LogEntry[] {
  return String(logged[MESSAGE])
    .split('\n')
    .map(line => JSON.parse(line));
}

function localServices(
  { name, title }: Pick<ServiceDefinition, 'name' | 'title'>,
  choice: ModelChoice,
  flatModel: string,
): LocalServices {
  // One for all services of a test file, as a process has only one.
  const logger = createLogger(name, { logLevel: 'debug', logFormat: 'json' });
  for (const transport of logger.transports) transport.silent = true;

  async function start(environment: Environment): Promise<LocalService> {
    const config = readConfig({ HOST: '127.0.0.1', ...environment }, 0, choice);
    const logs: LogEntry[] = [];
    const remember = (entry: Readonly<Record<symbol, unknown>>): unknown => logs.push(...entriesOf(entry));
    logger.on('data', remember);
    const state = new ServiceState(servedModels(title, choice, config), config, logger);
    const predictor = new Predictor(state);
    const server = createApp(state, predictor);
    const grpc = await openGrpc(state, predictor);
    const { all, first } = state.models;
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return {
      state,
      loader: first.loader,
      server,
      logs,
      port: (server.address() as AddressInfo).port,
      grpcPort: grpc?.port ?? 0,
      load: async () => void (await Promise.all(all.map(({ loader }) => loader.load(null)))),
      close: async () => {
        for (const { loader } of all) loader.stopWatching();
        logger.off('data', remember);
        grpc?.destroy();
        server.closeAllConnections();
        await new Promise(resolve => server.close(resolve));
        await state.feedback?.close();
        for (const model of all) model.close();
      },
    };
  }

  return {
    start,
    perTest() {
      const started: LocalService[] = [];
      afterEach(async () => {
        await Promise.all(started.splice(0).map(service => service.close()));
      });
      return async (environment = {}, { loaded } = { loaded: true }) => {
        const service = await start({ MODEL_DIR: flatModel, ...environment });
        started.push(service);
        if (loaded) await service.load();
        return service;
      };
    },
    shared(environment = {}) {
      let service: LocalService | null = null;
      beforeAll(async () => {
        service = await start({ MODEL_DIR: flatModel, ...environment });
        await service.load();
      });
      afterAll(() => service?.close());
      return () => {
        if (!service) throw new Error('The service runs only while tests do.');
        return service;
      };
    },
    modelFolders() {
      const made: string[] = [];
      afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));
      return () => {
        const folder = mkdtempSync(path.join(tmpdir(), 'reckit-flat-'));
        made.push(folder);
        cpSync(flatModel, folder, { recursive: true });
        return folder;
      };
    },
  };
}
