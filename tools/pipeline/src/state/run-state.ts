import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '@reckit/artifacts';
import * as z from 'zod';
import { isTrainedModel, type TrainedModel } from '../config/models';
import type { PipelineConfig } from '../config/pipeline-file';
import type { ModelState } from '../steps/steps';

const step = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['waiting', 'running', 'skipped']) }),
  z.object({ kind: z.literal('done'), seconds: z.number() }),
  z.object({ kind: z.enum(['refused', 'failed']), seconds: z.number(), reason: z.string() }),
]);

const runSchema = z.object({
  version: z.string().min(1),
  begun_at: z.iso.datetime(),
  plan_sha256: z.string(),
  data_brought: z.boolean(),
  models: z.record(z.string(), z.object({ train: step, evaluate: step, register: step, deploy: step })),
});

/** A run of the pipeline, as its folder keeps it so that the next call can go on. */
export interface RunState {
  /** The version that all models of the run have. */
  readonly version: string;
  readonly begunAt: Date;
  /** What is trained on what, so that another plan begins a new run. */
  readonly planSha256: string;
  readonly dataBrought: boolean;
  readonly models: ReadonlyMap<TrainedModel, ModelState>;
}

/** Where the pipeline keeps what it has done. */
export function pipelineFolder(modelDir: string): string {
  return path.join(modelDir, '.pipeline');
}

/**
 * Where a run keeps how far it has come, and what the programs of its steps print. That of one model has a folder of its
 * own, so that those of other models may run beside it.
 */
export function runFolder({ modelDir, models }: Pick<PipelineConfig, 'modelDir' | 'models'>): string {
  const [model] = models.keys();
  return models.size === 1 ? path.join(pipelineFolder(modelDir), model) : pipelineFolder(modelDir);
}

/** What the programs of a run print. @param folder - of the run */
export function logFolder(folder: string, version: string): string {
  return path.join(folder, 'logs', version);
}

/** The last run in a folder; null if there was none, or its file is none of ours. */
export async function readRunState(folder: string): Promise<RunState | null> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(stateFile(folder), 'utf8'));
  } catch {
    return null;
  }
  const { success, data } = runSchema.safeParse(json);
  if (!success) return null;
  const models = Object.entries(data.models).flatMap(([name, state]) =>
    isTrainedModel(name) ? [[name, state] as const] : [],
  );
  return {
    version: data.version,
    begunAt: new Date(data.begun_at),
    planSha256: data.plan_sha256,
    dataBrought: data.data_brought,
    models: new Map(models),
  };
}

/** Keeps a run in one step: who reads it finds the state before or this one. */
export async function writeRunState(folder: string, state: RunState): Promise<void> {
  await mkdir(folder, { recursive: true });
  const json = {
    version: state.version,
    begun_at: state.begunAt.toISOString(),
    plan_sha256: state.planSha256,
    data_brought: state.dataBrought,
    models: Object.fromEntries(state.models),
  };
  await replaceFile(stateFile(folder), `${JSON.stringify(json, null, 2)}\n`);
}

function stateFile(folder: string): string {
  return path.join(folder, 'run.json');
}
