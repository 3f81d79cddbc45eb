import path from 'node:path';
import { listVersions, versionOfTime } from '@reckit/artifacts';
import { checkSteps } from '../config/check-steps';
import { trainedWith, type TrainedModel } from '../config/models';
import { NO_FLAGS, type PipelineConfig } from '../config/pipeline-file';
import { readConfig, type NamedConfig } from '../config/read-config';
import { splitMachine } from '../machine/split-machine';
import type { PipelineFlags } from '../pipeline-flags';
import { planRun, type PlannedRun } from '../state/plan-run';
import { readRunState, runFolder, type RunState } from '../state/run-state';
import { commandOf, type StepTarget } from '../steps/commands';
import type { Step } from '../steps/steps';
import { PipelineRun, type PipelineResult } from './pipeline-run';
import { StopRequest } from './stop-request';
import { takeTurns } from './take-turns';

const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;

/** Where the programs of the steps lie. */
export interface Programs {
  /** The folder that `apps` and `tools` were built into. */
  readonly dist: string;
  /** What the programs read before their own code. */
  readonly preload: string;
}

/**
 * Trains, evaluates, registers and deploys models, and goes on where the last run stopped.
 *
 * @param names - the models that are wanted; none for those of the file
 * @returns null after a mere check
 * @throws CannotRun before anything has been done
 */
export async function runPipeline(
  names: readonly string[],
  flags: PipelineFlags,
  programs: Programs,
): Promise<PipelineResult | null> {
  const named = await readConfig(names, flags);
  if (flags.check) {
    await check(named, await plan(named.config, flags), programs);
    return null;
  }
  const turns = await takeTurns(named.config, flags.wait * SECOND_MS);
  try {
    const planned = await plan(named.config, flags);
    await check(named, planned, programs);
    const { config } = named;
    const stop = new StopRequest();
    const { dist, preload } = programs;
    const commandOfStep = (model: TrainedModel, step: Step): readonly string[] =>
      commandOf(step, targetOf(config, planned.run, model), dist);
    const run = new PipelineRun(config, planned, { commandOfStep, preload, signal: stop.signal }, flags);
    try {
      return await run.toEnd();
    } finally {
      stop.release();
    }
  } finally {
    await turns.end();
  }
}

async function plan(config: PipelineConfig, flags: PipelineFlags): Promise<PlannedRun> {
  const last = await readRunState(runFolder(config));
  const now = new Date();
  return planRun(config, last, now, {
    fresh: (flags.fresh ?? false) || (flags.version !== undefined && flags.version !== last?.version),
    continueWithinMs: flags.continueWithin * HOUR_MS,
    version: flags.version ?? (await freeVersion(config, now)),
  });
}

/** The time, or the next second that names no version of any of the models. */
async function freeVersion({ modelDir, models }: PipelineConfig, now: Date): Promise<string> {
  const folders = [...models.keys()].map(model => path.join(modelDir, trainedWith(model).folder));
  const taken = new Set((await Promise.all(folders.map(listVersions))).flat());
  for (let at = now.getTime(); ; at += SECOND_MS) {
    const version = versionOfTime(new Date(at));
    if (!taken.has(version)) return version;
  }
}

async function check({ config, file }: NamedConfig, { run }: PlannedRun, { dist }: Programs): Promise<void> {
  const models = [...run.models].map(([model, state]) => ({ target: targetOf(config, run, model), state }));
  await checkSteps(models, { file, dist, dataComeLater: config.data !== null && !run.dataBrought });
}

function targetOf(config: PipelineConfig, { version, models }: RunState, model: TrainedModel): StepTarget {
  return {
    model,
    version,
    modelDir: config.modelDir,
    steps: config.models.get(model) ?? NO_FLAGS,
    shares: splitMachine(models.size, config),
  };
}
