import type { TrainedModel } from '../config/models';
import { runModels, type Surroundings } from './run-models';
import type { StepResult } from '../steps/run-step';
import { exitCodeOf, freshState, type ModelState, type Step } from '../steps/steps';

const fine: StepResult = { exitCode: 0, seconds: 1, lastLine: '' };

/** Runs models whose steps end as told, by `model step`; all others end well. */
async function run(
  models: ReadonlyMap<TrainedModel, ModelState>,
  results: Readonly<Record<string, Partial<StepResult>>> = {},
  others: Partial<Surroundings> = {},
): Promise<{ states: Map<TrainedModel, ModelState>; ran: string[]; most: number }> {
  const ran: string[] = [];
  let underWay = 0;
  let most = 0;
  const states = await runModels(models, {
    parallel: 2,
    signal: new AbortController().signal,
    run: async (model, step) => {
      ran.push(`${model} ${step}`);
      most = Math.max(most, ++underWay);
      await new Promise(resolve => setImmediate(resolve));
      underWay--;
      return { ...fine, ...results[`${model} ${step}`] };
    },
    changed: () => Promise.resolve(),
    ...others,
  });
  return { states, ran, most };
}

const fresh = (models: TrainedModel[], skip: Step[] = []): Map<TrainedModel, ModelState> =>
  new Map(models.map(model => [model, freshState(skip)]));
const kinds = (state: ModelState | undefined): string[] => Object.values(state ?? {}).map(({ kind }) => kind);

describe('runModels', () => {
  it('takes each model through its steps in their order', async () => {
    const { states, ran } = await run(fresh(['xgb']));
    expect(ran).toEqual(['xgb train', 'xgb evaluate', 'xgb register', 'xgb deploy']);
    expect(exitCodeOf(states.values())).toBe(0);
  });

  it('works on no more models at a time than asked', async () => {
    const { ran, most } = await run(fresh(['xgb', 'deepfm', 'mmoe', 'dssm']));
    expect(ran).toHaveLength(16);
    expect(most).toBe(2);
  });

  it('leaves the steps out that are not wanted', async () => {
    const { ran } = await run(fresh(['xgb'], ['evaluate', 'register']));
    expect(ran).toEqual(['xgb train', 'xgb deploy']);
  });

  it('goes on with the others where one fails, and says what failed', async () => {
    const { states, ran } = await run(fresh(['xgb', 'deepfm']), {
      'xgb train': { exitCode: 1, lastLine: 'train xgb: data/x.csv: no such file' },
    });
    expect(kinds(states.get('xgb'))).toEqual(['failed', 'waiting', 'waiting', 'waiting']);
    expect(states.get('xgb')?.train).toMatchObject({ reason: 'train xgb: data/x.csv: no such file' });
    expect(kinds(states.get('deepfm'))).toEqual(['done', 'done', 'done', 'done']);
    expect(ran).not.toContain('xgb evaluate');
    expect(exitCodeOf(states.values())).toBe(11);
  });

  it.each([
    { step: 'evaluate', exitCode: 1, kind: 'refused', code: 13 },
    { step: 'evaluate', exitCode: 2, kind: 'failed', code: 12 },
    { step: 'register', exitCode: 1, kind: 'failed', code: 14 },
    { step: 'deploy', exitCode: null, kind: 'failed', code: 15 },
  ] as const)('tells $step with $exitCode as $kind', async ({ step, exitCode, kind, code }) => {
    const { states } = await run(fresh(['xgb']), { [`xgb ${step}`]: { exitCode } });
    expect(states.get('xgb')?.[step].kind).toBe(kind);
    expect(exitCodeOf(states.values())).toBe(code);
  });

  it('stops between steps when it is told to, and what was broken off has not failed', async () => {
    const controller = new AbortController();
    const first = await run(
      fresh(['xgb']),
      { 'xgb register': { exitCode: null } },
      {
        signal: controller.signal,
        changed: (states, model, step) => {
          if (step === 'register' && states.get(model)?.[step].kind === 'running') controller.abort();
          return Promise.resolve();
        },
      },
    );
    expect(kinds(first.states.get('xgb'))).toEqual(['done', 'done', 'running', 'waiting']);
    expect(first.ran).toEqual(['xgb train', 'xgb evaluate', 'xgb register']);
  });
});
