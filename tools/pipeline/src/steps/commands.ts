import path from 'node:path';
import { MODEL_FOLDERS, type TrainedModel } from '../config/models';
import type { ModelSteps } from '../config/pipeline-file';
import type { Step } from './steps';

/** What a step of a model is to be done to. */
export interface StepTarget {
  readonly model: TrainedModel;
  readonly version: string;
  readonly modelDir: string;
  readonly steps: ModelSteps;
}

/**
 * The program of a step and its arguments.
 *
 * @param dist - the folder that `apps` and `tools` were built into
 */
export function commandOf(
  step: Step,
  { model, version, modelDir, steps }: StepTarget,
  dist: string,
): string[] {
  if (step === 'train') {
    return [
      path.join(dist, 'apps/training/main.js'),
      model,
      ...['--version', version, '--model-dir', modelDir],
      ...steps.train,
    ];
  }
  return [
    path.join(dist, `tools/${step}/main.js`),
    ...['--model', MODEL_FOLDERS[model], '--version', version, '--model-dir', modelDir],
    ...steps[step],
  ];
}
