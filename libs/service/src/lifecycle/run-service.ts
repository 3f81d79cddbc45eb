import type { ModelPrograms } from '@reckit/inference';
import { oneLine } from '@reckit/messages';
import { Predictor } from '../infer/predictor';
import type { GrpcServer } from '../protocols/oip-grpc/grpc-server';
import { readConfig } from './config';
import { createApp } from './create-app';
import { listen } from './listen';
import { createLogger } from './logger';
import type { ServiceDefinition } from '../service-definition';
import { ServiceState, type ServedModels } from '../service-state';
import { Shutdown } from './shutdown';
import { openTracing } from '../tracing/open-tracing';

/**
 * Runs the service of one model until SIGTERM or SIGINT: reads the environment, listens, loads the model and
 * serves. What prevents a start is one line on standard error and exit code 1; a model that cannot be loaded does
 * not with `MODEL_WATCH_MS`, since watching goes on until what is named serves.
 *
 * @param programs - those that load models and score some of them beside the process that answers
 */
export function runService(definition: ServiceDefinition, programs: ModelPrograms): void {
  const { name, title, defaultPort } = definition;
  start({ name, title, defaultPort, definitions: [definition] }, programs).catch((error: unknown) => {
    process.stderr.write(`${definition.name}: cannot start: ${reasonOf(error)}\n`);
    process.exit(1);
  });
}

/** A process of one model or of several. */
interface Service extends ServedModels {
  /** The name of the service in its log. */
  readonly name: string;
  readonly defaultPort: number;
}

async function start(service: Service, programs: ModelPrograms): Promise<void> {
  const config = readConfig(
    process.env,
    service.defaultPort,
    service.definitions.map(({ name }) => name),
  );
  const logger = createLogger(service.name, config);
  const state = new ServiceState(service, config, logger, programs);
  state.tracing = await openTracing(config, service.name, logger);
  const predictor = new Predictor(state);
  const server = createApp(state, predictor);
  const shutdown = new Shutdown(state, server);
  process.on('SIGTERM', signal => shutdown.onSignal(signal));
  process.on('SIGINT', signal => shutdown.onSignal(signal));

  // Beside the rest of the start, since it takes the longest.
  const loading = Promise.all(
    state.models.all.map(model => model.loader.load(null).catch((error: unknown) => ({ error }))),
  );
  const [port, grpc] = await Promise.all([listen(server, config, 'PORT'), openGrpc(state, predictor)]);
  shutdown.grpc = grpc;
  const outcomes = await loading;
  if (state.phase !== 'serving') return;
  for (const [i, { loader }] of state.models.all.entries()) {
    const outcome = outcomes[i];
    if ('error' in outcome) {
      if (config.modelWatchMs === 0) throw outcome.error;
      loader.waitsBecause(outcome.error);
    }
    loader.watch();
  }
  for (const { definition, handle } of state.models.all) {
    const model = handle.current;
    logger.info(`listening on http://${config.host}:${port}`, {
      ...(grpc && { grpc: grpc.address }),
      model: definition.name,
      version: model?.version ?? null,
      features: model?.mainSignature.encoder.featureCount ?? null,
      engine: model?.mainSignature.engine ?? null,
      start_ms: Math.round(performance.now()),
    });
  }
}

/** The gRPC server, if there is to be one; a service without it does not even load the library. */
async function openGrpc(state: ServiceState, predictor: Predictor): Promise<GrpcServer | null> {
  const { grpc } = state.config;
  if (grpc === null) return null;
  const { openGrpcServer } = await import('../protocols/oip-grpc/grpc-server');
  return openGrpcServer(state, predictor, grpc);
}

function reasonOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message.split('\n')[0] : String(error));
}
