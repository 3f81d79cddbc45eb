import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '@reckit/artifacts';
import * as z from 'zod';
import { isTrainedModel, type TrainedModel } from '../config/models';
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

/** Where the pipeline keeps what it has done, and what the programs of its steps print. */
export function pipelineFolder(modelDir: string): string {
  return path.join(modelDir, '.pipeline');
}

/** What the programs of a run print. */
export function logFolder(modelDir: string, version: string): string {
  return path.join(pipelineFolder(modelDir), 'logs', version);
}

/** The last run; null if there was none, or its file is none of ours. */
export async function readRunState(modelDir: string): Promise<RunState | null> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(stateFile(modelDir), 'utf8'));
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
export async function writeRunState(modelDir: string, state: RunState): Promise<void> {
  await mkdir(pipelineFolder(modelDir), { recursive: true });
  const json = {
    version: state.version,
    begun_at: state.begunAt.toISOString(),
    plan_sha256: state.planSha256,
    data_brought: state.dataBrought,
    models: Object.fromEntries(state.models),
  };
  await replaceFile(stateFile(modelDir), `${JSON.stringify(json, null, 2)}\n`);
}

function stateFile(modelDir: string): string {
  return path.join(pipelineFolder(modelDir), 'run.json');
}
