import type { TrainedModel } from '../config/models';
import type { StepResult } from '../steps/run-step';
import { nextStep, type ModelState, type Step, type StepState } from '../steps/steps';

/** What the run of all models needs of the world around it. */
export interface Surroundings {
  /** Models that are worked on at a time. */
  readonly parallel: number;
  /** Ends the run after the steps under way, which are told to end. */
  readonly signal: AbortSignal;
  run(model: TrainedModel, step: Step): Promise<StepResult>;
  /** Called whenever a step has begun or ended, and waited for. @param states - how all models stand then */
  changed(states: ReadonlyMap<TrainedModel, ModelState>, model: TrainedModel, step: Step): Promise<void>;
}

/**
 * Takes every model from step to step, several models side by side. A model that fails does not stop the others.
 *
 * @returns how all of them stand at the end
 */
export async function runModels(
  begin: ReadonlyMap<TrainedModel, ModelState>,
  surroundings: Surroundings,
): Promise<Map<TrainedModel, ModelState>> {
  const states = new Map(begin);
  const waiting = [...states.keys()];
  const worker = async (): Promise<void> => {
    for (let model = waiting.shift(); model !== undefined; model = waiting.shift()) {
      await runModel(model);
    }
  };
  await Promise.all(Array.from({ length: Math.min(surroundings.parallel, waiting.length) }, worker));
  return states;

  async function runModel(model: TrainedModel): Promise<void> {
    for (let step = next(model); step !== null; step = next(model)) {
      await change(model, step, { kind: 'running' });
      const result = await surroundings.run(model, step);
      // What was ended for the run's own sake has not failed: it is done again.
      if (surroundings.signal.aborted && result.exitCode !== 0) return;
      await change(model, step, stateAfter(step, result));
    }
  }

  function next(model: TrainedModel): Step | null {
    const state = states.get(model);
    return state === undefined || surroundings.signal.aborted ? null : nextStep(state);
  }

  async function change(model: TrainedModel, step: Step, to: StepState): Promise<void> {
    const state = states.get(model);
    if (state === undefined) return;
    states.set(model, { ...state, [step]: to });
    await surroundings.changed(new Map(states), model, step);
  }
}

/** With which `evaluate` says that a version is not good enough. */
const REFUSED = 1;

function stateAfter(step: Step, result: StepResult): StepState {
  const { exitCode, seconds } = result;
  if (exitCode === 0) return { kind: 'done', seconds };
  const kind = step === 'evaluate' && exitCode === REFUSED ? 'refused' : 'failed';
  return { kind, seconds, reason: reasonOf(result) };
}

/** Why a program has failed. */
export function reasonOf({ exitCode, lastLine }: StepResult): string {
  if (lastLine !== '') return lastLine;
  return `ended with ${exitCode === null ? 'a signal' : `exit code ${exitCode}`}`;
}
