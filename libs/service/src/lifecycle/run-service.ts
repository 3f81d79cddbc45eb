import type { ModelPrograms } from '@reckit/inference';
import { oneLine } from '@reckit/messages';
import { Predictor } from '../infer/predictor';
import { readConfig, type ServiceConfig } from './config';
import { createApp } from './create-app';
import { listen } from './listen';
import { createLogger } from './logger';
import { openGrpc } from './open-grpc';
import { assertMayStart, firstLoads } from './first-loads';
import { servedModels, type ModelChoice } from './model-settings';
import type { ServiceDefinition, UnifiedDefinition } from '../service-definition';
import { ServiceState } from '../service-state';
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
  run({ name, title, defaultPort, models: { definitions: [definition], enabled: null } }, programs);
}

/**
 * As `runService`, for the models that `ENABLED_MODELS` chooses. With `ALLOW_PARTIAL` some of them may be missing at
 * the start: they are loaded by a later reload, or by watching.
 */
export function runUnifiedService(definition: UnifiedDefinition, programs: ModelPrograms): void {
  const { name, title, defaultPort, models: definitions, enabled } = definition;
  run({ name, title, defaultPort, models: { definitions, enabled } }, programs);
}

/** A process of one model or of several. */
interface Service {
  /** The name of the service in its log. */
  readonly name: string;
  readonly title: string;
  readonly defaultPort: number;
  readonly models: ModelChoice;
}

function run(service: Service, programs: ModelPrograms): void {
  takePart(service, programs).catch((error: unknown) => {
    process.stderr.write(`${service.name}: cannot start: ${reasonOf(error)}\n`);
    process.exit(1);
  });
}

/** This process becomes the service, one of its workers, or the one that looks after these. */
async function takePart(service: Service, programs: ModelPrograms): Promise<void> {
  const config = readConfig(process.env, service.defaultPort, service.models);
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
  { name, title, models }: Service,
  programs: ModelPrograms,
  config: ServiceConfig,
  place: WorkerPlace | null,
): Promise<void> {
  const logger = createLogger(name, config, place?.number);
  const served = servedModels(title, models, config);
  const state = new ServiceState(served, config, logger, programs, place?.companions);
  state.tracing = await openTracing(config, name, logger);
  const predictor = new Predictor(state);
  const server = createApp(state, predictor);
  const shutdown = new Shutdown(state, server);
  if (place) place.companions.follow(state, shutdown);
  else {
    process.on('SIGTERM', signal => shutdown.onSignal(signal));
    process.on('SIGINT', signal => shutdown.onSignal(signal));
  }

  // Beside the rest of the start, since it takes the longest.
  const loading = firstLoads(state.models);
  // Where others serve, no request is to meet a worker that cannot answer it.
  if (place?.othersServe) {
    const [failed] = await loading;
    if (state.phase !== 'serving') return;
    if (failed) throw failed.error;
  }
  const [port, grpc] = await Promise.all([listen(server, config, 'PORT'), openGrpc(state, predictor)]);
  shutdown.grpc = grpc;
  const failed = await loading;
  if (state.phase !== 'serving') return;
  assertMayStart(failed, state);
  for (const { model, error } of failed) model.loader.waitsBecause(error);
  for (const { loader } of state.models.all) loader.watch();
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
