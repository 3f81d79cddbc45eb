import type { Manifest } from '@reckit/artifacts';
import type { RegisteredVersion } from '@reckit/registry';
import * as z from 'zod';
import { MlflowClient, MlflowRefusal, refused } from './mlflow-client';
import { metricsOf, paramsOf, tagsOf, VERSION_TAG, type Logged } from './run-content';
import type { MlflowSettings } from './settings';

/** Where MLflow has a version. */
export interface MlflowRecord {
  readonly tracking_uri: string;
  readonly experiment_id: string;
  readonly run_id: string;
  readonly model_version: string;
}

/** What a server takes in one request. */
const METRICS_AT_ONCE = 1_000;
const PARAMS_AT_ONCE = 100;

const experiment = z.object({ experiment: z.object({ experiment_id: z.string() }) });
const experimentId = z.object({ experiment_id: z.string() });
const runInfo = z.object({
  info: z.object({
    run_id: z.string(),
    artifact_uri: z.string().default(''),
    status: z.string().default(''),
  }),
});
const run = z.object({ run: runInfo });
const runs = z.object({ runs: z.array(runInfo).default([]) });
const modelVersion = z.object({ model_version: z.object({ version: z.string() }) });
const modelVersions = z.object({
  model_versions: z.array(z.object({ version: z.string() })).default([]),
});
const nothing = z.unknown();

/**
 * Logs a version as a run with its parameters and metrics, and as a version of the registered model of its name. What is
 * there already, from a run that was broken off, is completed and not made again.
 *
 * @throws CommandFailed
 */
export async function logToMlflow(
  settings: MlflowSettings,
  logged: { readonly entry: RegisteredVersion; readonly manifest: Manifest },
): Promise<MlflowRecord> {
  try {
    return await new VersionLog(new MlflowClient(settings), settings, logged).write();
  } catch (error) {
    throw error instanceof MlflowRefusal ? refused(error) : error;
  }
}

class VersionLog {
  constructor(
    private readonly client: MlflowClient,
    private readonly settings: MlflowSettings,
    private readonly logged: Logged,
  ) {}

  async write(): Promise<MlflowRecord> {
    const experiment_id = await this.#experiment();
    const { info } = (await this.#earlierRun(experiment_id)) ?? (await this.#newRun(experiment_id));
    if (info.status !== 'FINISHED') await this.#logContent(info.run_id);
    const model_version = await this.#modelVersion(info.run_id, info.artifact_uri);
    return { tracking_uri: this.settings.url, experiment_id, run_id: info.run_id, model_version };
  }

  async #experiment(): Promise<string> {
    const name = this.settings.experiment;
    const find = async (): Promise<string> =>
      (await this.client.get('experiments/get-by-name', { experiment_name: name }, experiment)).experiment
        .experiment_id;
    const found = await orOn('RESOURCE_DOES_NOT_EXIST', find);
    if (found !== null) return found;
    const create = async (): Promise<string> =>
      (await this.client.post('experiments/create', { name }, experimentId)).experiment_id;
    // Another process may have been quicker.
    return (await orOn('RESOURCE_ALREADY_EXISTS', create)) ?? find();
  }

  async #earlierRun(experimentId: string): Promise<z.infer<typeof runInfo> | null> {
    const { model, version } = this.logged.entry;
    const filter = `tags.\`${VERSION_TAG}\` = '${model}/${version}'`;
    const query = { experiment_ids: [experimentId], filter, max_results: 1 };
    return (await this.client.post('runs/search', query, runs)).runs.at(0) ?? null;
  }

  async #newRun(experimentId: string): Promise<z.infer<typeof runInfo>> {
    const { entry } = this.logged;
    const body = {
      experiment_id: experimentId,
      run_name: `${entry.model} ${entry.version}`,
      start_time: Date.parse(entry.registered_at),
      tags: tagsOf(this.logged),
    };
    return (await this.client.post('runs/create', body, run)).run;
  }

  async #logContent(run_id: string): Promise<void> {
    const params = paramsOf(this.logged);
    for (let i = 0; i < params.length; i += PARAMS_AT_ONCE) {
      const part = params.slice(i, i + PARAMS_AT_ONCE);
      await this.client.post('runs/log-batch', { run_id, params: part }, nothing);
    }
    const metrics = metricsOf(this.logged);
    for (let i = 0; i < metrics.length; i += METRICS_AT_ONCE) {
      const part = metrics.slice(i, i + METRICS_AT_ONCE);
      await this.client.post('runs/log-batch', { run_id, metrics: part }, nothing);
    }
    const end_time = Date.parse(this.logged.entry.registered_at);
    await this.client.post('runs/update', { run_id, status: 'FINISHED', end_time }, nothing);
  }

  async #modelVersion(run_id: string, artifactUri: string): Promise<string> {
    const { model, version, location } = this.logged.entry;
    await orOn('RESOURCE_ALREADY_EXISTS', () =>
      this.client.post('registered-models/create', { name: model }, nothing),
    );
    const filter = `name = '${model}' and run_id = '${run_id}'`;
    const found = await this.client.get('model-versions/search', { filter }, modelVersions);
    const [known] = found.model_versions;
    if (known) return known.version;
    const created = await this.client.post(
      'model-versions/create',
      {
        name: model,
        run_id,
        // A server takes a folder of this machine for none of its own.
        source: location.includes('://') ? location : `${artifactUri}/model`,
        description: `${model} ${version}`,
        tags: tagsOf(this.logged),
      },
      modelVersion,
    );
    return created.model_version.version;
  }
}

/** What a call gives; null where it is refused with this code. */
async function orOn<T>(code: string, call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof MlflowRefusal && error.code === code) return null;
    throw error;
  }
}
