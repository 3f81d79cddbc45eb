import type { ModelPrograms } from '@reckit/inference';
import { oneLine } from '@reckit/messages';
import { Predictor } from '../infer/predictor';
import { readConfig, type ServiceConfig } from './config';
import { createApp } from './create-app';
import { listen } from './listen';
import { createLogger } from './logger';
import { openGrpc } from './open-grpc';
import type { ServiceDefinition } from '../service-definition';
import { ServiceState, type ServedModels } from '../service-state';
import { Shutdown } from './shutdown';
import { openTracing } from '../tracing/open-tracing';
import { joinWorkers, type WorkerPlace } from './workers/join-workers';
import { superviseWorkers } from './workers/supervise-workers';

/**
 * Runs the service of one model until SIGTERM or SIGINT: reads the environment, listens, loads the model and
 * serves. What prevents a start is one line on standard error and exit code 1; a model that cannot be loaded does
 * not with `MODEL_WATCH_MS`, since watching goes on until what is named serves.
 *
 * @param programs - those that load models and score some of them beside the process that answers
 */
export function runService(definition: ServiceDefinition, programs: ModelPrograms): void {
  const { name, title, defaultPort } = definition;
  run({ name, title, defaultPort, definitions: [definition] }, programs).catch((error: unknown) => {
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

/** This process is the service, one of its workers, or the one that looks after these. */
async function run(service: Service, programs: ModelPrograms): Promise<void> {
  const config = readConfig(process.env, service.defaultPort);
  if (superviseWorkers(service.name, config)) {
    programs.loader.dismiss();
    return;
  }
  const place = await joinWorkers(config);
  if (!place) return start(service, programs, config, null);
  await start(service, programs, place.config, place).then(
    () => place.hasStarted(),
    (error: unknown) => place.cannotStart(reasonOf(error)),
  );
}

/** @param place - that of this process among the workers of the service; null where there are none */
async function start(
  service: Service,
  programs: ModelPrograms,
  config: ServiceConfig,
  place: WorkerPlace | null,
): Promise<void> {
  const logger = createLogger(service.name, config, place?.number);
  const state = new ServiceState(service, config, logger, programs, place?.companions);
  state.tracing = await openTracing(config, service.name, logger);
  const predictor = new Predictor(state);
  const server = createApp(state, predictor);
  const shutdown = new Shutdown(state, server);
  if (place) place.companions.follow(state, shutdown);
  else {
    process.on('SIGTERM', signal => shutdown.onSignal(signal));
    process.on('SIGINT', signal => shutdown.onSignal(signal));
  }

  // Beside the rest of the start, since it takes the longest.
  const loading = Promise.all(
    state.models.all.map(({ loader }) => loader.start().catch((error: unknown) => ({ error }))),
  );
  // Where others serve, no request is to meet a worker that cannot answer it.
  if (place?.othersServe) {
    const failed = (await loading).find(outcome => outcome !== undefined);
    if (state.phase !== 'serving') return;
    if (failed) throw failed.error;
  }
  const [port, grpc] = await Promise.all([listen(server, config, 'PORT'), openGrpc(state, predictor)]);
  shutdown.grpc = grpc;
  const outcomes = await loading;
  if (state.phase !== 'serving') return;
  for (const [i, { loader }] of state.models.all.entries()) {
    const outcome = outcomes[i];
    if (outcome) {
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

function reasonOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message.split('\n')[0] : String(error));
}
