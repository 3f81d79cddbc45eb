import path from 'node:path';
import { trainedWith, type TrainedModel } from '../config/models';
import type { ModelSteps } from '../config/pipeline-file';
import type { Shares } from '../machine/split-machine';
import type { Step } from './steps';

/** What a step of a model is to be done to. */
export interface StepTarget {
  readonly model: TrainedModel;
  readonly version: string;
  readonly modelDir: string;
  readonly steps: ModelSteps;
  readonly shares: Shares;
}

/**
 * The program of a step and its arguments.
 *
 * @param dist - the folder that `apps` and `tools` were built into
 */
export function commandOf(step: Step, target: StepTarget, dist: string): string[] {
  const { model, version, modelDir, steps } = target;
  const { folder, command } = trainedWith(model);
  const common = ['--version', version, '--model-dir', modelDir];
  if (step === 'train') {
    // What goes live is what is deployed, even of a model that has no version yet.
    const own = [...common, '--no-promote', ...shareFlags(target)];
    return [path.join(dist, 'apps/training/main.js'), ...command, ...own, ...steps.train];
  }
  return [path.join(dist, `tools/${step}/main.js`), '--model', folder, ...common, ...steps[step]];
}

/** Holds a training to its share of the machine, unless it was given another one. */
export function shareFlags({
  model,
  steps,
  shares: { threads, memoryBytes },
}: Pick<StepTarget, 'model' | 'steps' | 'shares'>): string[] {
  const { takesAllCores, boundsMemory } = trainedWith(model);
  const unlessGiven = (flag: string, value: number | null): string[] =>
    value === null || steps.train.some(given => given === flag || given.startsWith(`${flag}=`))
      ? []
      : [flag, String(value)];
  return [
    ...(takesAllCores ? unlessGiven('--workers', threads) : []),
    ...(boundsMemory ? unlessGiven('--max-memory', memoryBytes) : []),
  ];
}
