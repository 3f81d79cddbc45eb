import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import type { TrainingModel } from '../../run/training-model';
import { metricOf } from '../metric';
import type { Outcome } from '../schedule/next-trials';
import { argumentsOf, type Parameters } from '../space/parameter';
import type { TrialSurroundings } from './trial-messages';
import type { RunTrial } from './run-trial';

/** What a network writes to go on from. */
const CHECKPOINT = '.checkpoint';

/** What all trials of a tuning have in common. */
export interface TrialSetting {
  readonly model: Pick<TrainingModel<never>, 'name'>;
  readonly command: string;
  /** The arguments of the training as the user gave them, and what a tuning adds to them. */
  readonly args: readonly string[];
  readonly surroundings: TrialSurroundings;
  readonly version: string;
  /** The flag that says how much a trial takes. */
  readonly budgetFlag: string;
  /** Whether a trial with these settings goes on where it was on the rung before. */
  goesOn(parameters: Parameters): boolean;
  readonly metric: { readonly asked: string | undefined; readonly usual: readonly string[] };
  run: RunTrial;
}

/** A trial on a rung. */
export interface TrialRung {
  readonly folder: string;
  readonly parameters: Parameters;
  readonly budget: number;
  /** Whether its package is kept, since it may win. */
  readonly isLast: boolean;
}

/** How it went; null where it was stopped. */
export type MeasuredTrial = {
  readonly outcome: Outcome;
  /** By which it was measured; null if it failed. */
  readonly metric: string | null;
  /** The most memory that its process has had. @default it is not known */
  readonly peakBytes?: number;
} | null;

/** Where the package of a trial lies. */
export function packageOf(
  folder: string,
  { model, version }: Pick<TrialSetting, 'model' | 'version'>,
): string {
  return path.join(folder, model.name, version);
}

/** Trains a trial with the budget of a rung, and reads in the manifest how good it is. */
export async function measureTrial(
  setting: TrialSetting,
  { folder, parameters, budget, isLast }: TrialRung,
  signal: AbortSignal,
): Promise<MeasuredTrial> {
  const begin = performance.now();
  const seconds = (): number => Math.round(performance.now() - begin) / 1000;
  const ofModel = path.join(folder, setting.model.name);
  await removeAllBut(ofModel, CHECKPOINT);
  const goesOn = setting.goesOn(parameters);
  const resumes = goesOn && existsSync(path.join(ofModel, CHECKPOINT));
  const end = await setting.run(
    {
      command: setting.command,
      args: [
        ...setting.args,
        ...argumentsOf(parameters),
        ...[setting.budgetFlag, String(budget)],
        ...['--version', setting.version, '--model-dir', folder],
        ...(goesOn && !isLast ? ['--keep-checkpoint'] : []),
        ...(resumes ? ['--resume'] : []),
      ],
      surroundings: setting.surroundings,
    },
    signal,
  );
  if (end.kind === 'stopped') return null;
  const failed = (reason: string): MeasuredTrial => ({
    outcome: { kind: 'failed', reason, seconds: seconds() },
    metric: null,
  });
  if (end.kind === 'failed') return failed(end.reason);
  const { metrics } = await readManifest(packageOf(folder, setting));
  const metric = metricOf(metrics, setting.metric.asked, setting.metric.usual);
  const value = metrics[metric];
  if (!isLast) await rm(packageOf(folder, setting), { recursive: true, force: true });
  if (value === null) return failed(`its ${metric} is not defined on the rows that are held out`);
  return { outcome: { kind: 'measured', value, seconds: seconds() }, metric, peakBytes: end.peakBytes };
}

/** Removes what a training that was ended has left, but what it can go on from. */
async function removeAllBut(folder: string, kept: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (name !== kept) await rm(path.join(folder, name), { recursive: true, force: true });
  }
}
