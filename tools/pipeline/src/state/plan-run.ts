import { sha256Of } from '@reckit/artifacts';
import type { TrainedModel } from '../config/models';
import type { PipelineConfig } from '../config/pipeline-file';
import { freshState, nextStep, type ModelState, type Step, type StepState } from '../steps/steps';
import type { RunState } from './run-state';

/** What may be asked of a run. */
export interface RunWishes {
  /** Begin anew, whatever the last run has left. */
  readonly fresh: boolean;
  /** How old a run may be that is gone on with. */
  readonly continueWithinMs: number;
  /** The name of a new run's version. */
  readonly version: string;
}

/** A run, and which of its trainings were broken off and may have left a checkpoint. */
export interface PlannedRun {
  readonly run: RunState;
  readonly isContinued: boolean;
  readonly brokenOff: ReadonlySet<TrainedModel>;
}

/**
 * Goes on with the last run if it was of the same plan, is not over and not too old: what failed or was broken off is
 * done again, what is done stays so. Anything else begins a new run: tomorrow's schedule is not to train yesterday's rest.
 */
export function planRun(
  config: PipelineConfig,
  last: RunState | null,
  now: Date,
  { fresh, continueWithinMs, version }: RunWishes,
): PlannedRun {
  const planSha256 = shaOfPlan(config);
  const continued =
    last !== null &&
    !fresh &&
    last.planSha256 === planSha256 &&
    now.getTime() - last.begunAt.getTime() <= continueWithinMs
      ? goneOnWith(last, config)
      : null;
  if (last !== null && continued !== null) {
    const brokenOff = [...last.models].filter(([, { train }]) => train.kind === 'running');
    return {
      run: { ...last, models: continued },
      isContinued: true,
      brokenOff: new Set(brokenOff.map(([model]) => model)),
    };
  }
  const models = [...config.models].map(([model, { skip }]) => [model, freshState(skip)] as const);
  const run = { version, begunAt: now, planSha256, dataBrought: false, models: new Map(models) };
  return { run, isContinued: false, brokenOff: new Set() };
}

/** What a run has left to do; null if it is over. */
function goneOnWith(
  { models }: RunState,
  config: PipelineConfig,
): ReadonlyMap<TrainedModel, ModelState> | null {
  const states = [...models].map(([model, state]) => {
    const wanted = freshState(config.models.get(model)?.skip ?? []);
    const of = (step: Step): StepState =>
      state[step].kind === 'done' || state[step].kind === 'refused' ? state[step] : wanted[step];
    return [
      model,
      { train: of('train'), evaluate: of('evaluate'), register: of('register'), deploy: of('deploy') },
    ] as const;
  });
  return states.some(([, state]) => nextStep(state) !== null) ? new Map(states) : null;
}

/** Where a version is evaluated and brought may change within a run, what it is trained on may not. */
function shaOfPlan({ data, models }: PipelineConfig): string {
  return sha256Of(
    Buffer.from(JSON.stringify([data, [...models].map(([model, { train }]) => [model, train])])),
  );
}
