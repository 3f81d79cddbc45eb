import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { writePackage } from '@reckit/artifacts';
import { packageContent } from '../../../../../libs/artifacts/testing/package-content';
import { rungsOf } from '../schedule/rungs';
import { drawTrials } from '../space/draw-trials';
import { between } from '../space/parameter';
import { readTuningState, writeTuningState, type TuningState } from '../state/tuning-state';
import type { TrialSetting } from './measure-trial';
import { RoomForTrials } from './room-for-trials';
import type { RunTrial, TrialRequest } from './run-trial';
import { runTrials } from './run-trials';

const made: string[] = [];
afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'reckit-trials-'));
  made.push(folder);
  return folder;
}

const TRIALS = 9;

function newTuning(): TuningState {
  const trials = drawTrials(new Map([['--eta', between(0.1, 1)]]), TRIALS, 1);
  return {
    identity: {},
    version: 'v1',
    createdAt: '2026-01-01T00:00:00Z',
    seconds: 0,
    trialBytes: 1e9,
    metric: null,
    rungs: rungsOf(TRIALS, 9, 1),
    trials: trials.map(parameters => ({ parameters, outcomes: [] })),
  };
}

const valueOf = ({ args }: TrialRequest, flag: string): string | undefined => args[args.indexOf(flag) + 1];

/** A training whose AUC is its eta, 0.5 without one; it leaves a package, and is done after a few turns. */
function fakeTraining(auc: (request: TrialRequest) => number | null = etaOf): RunTrial {
  let turns = 0;
  return async request => {
    for (let left = (turns++ * 7) % 5; left > 0; left--) await turn();
    await writePackage(
      valueOf(request, '--model-dir') ?? '',
      packageContent('v1', undefined, { metrics: { auc: auc(request) } }),
    );
    return { kind: 'trained', peakBytes: 1e8 };
  };
}

function etaOf(request: TrialRequest): number {
  return request.args.includes('--eta') ? Number(valueOf(request, '--eta')) : 0.5;
}

function settingOf(run: RunTrial): TrialSetting {
  return {
    model: { name: 'xgb' },
    command: 'xgb',
    args: [],
    surroundings: { data: { path: 'a.csv', shown: 'a.csv', options: {}, origin: null }, versionsIn: 'model' },
    version: 'v1',
    budgetFlag: '--rounds',
    goesOn: () => false,
    metric: { asked: undefined, usual: ['auc'] },
    run,
  };
}

interface Circumstances {
  readonly folder?: string;
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  readonly secondsAtMost?: number;
}

function tuned(
  begin: TuningState,
  run: RunTrial,
  {
    folder = newFolder(),
    jobs = 2,
    signal = new AbortController().signal,
    secondsAtMost,
  }: Circumstances = {},
) {
  return runTrials(begin, {
    folder,
    setting: settingOf(run),
    room: new RoomForTrials({ jobs, maxMemory: 8e9 }),
    secondsAtMost: secondsAtMost ?? null,
    signal,
    changed: state => writeTuningState(folder, state),
  });
}

/** What was measured, without how long it took. */
function valuesOf({ trials }: TuningState): unknown {
  return trials.map(({ outcomes }) => outcomes.map(outcome => ({ ...outcome, seconds: 0 })));
}

test('the trial with the best metric wins, and keeps its package alone', async () => {
  const folder = newFolder();
  const { state, end } = await tuned(newTuning(), fakeTraining(), { folder });
  const etas = state.trials.map(({ parameters }) => Number(parameters.get('--eta') ?? 0.5));
  const best = etas.indexOf(Math.max(...etas));
  expect(end).toEqual({ kind: 'won', trial: best });
  expect(state.metric).toBe('auc');
  const left = readdirSync(path.join(folder, 'trials'));
  expect(left).toEqual([...new Set([0, best])].map(trial => String(trial + 1).padStart(3, '0')));
});

test('what comes out does not depend on how many run at a time', async () => {
  const one = await tuned(newTuning(), fakeTraining(), { jobs: 1 });
  const many = await tuned(newTuning(), fakeTraining(), { jobs: 5 });
  expect(many.end).toEqual(one.end);
  expect(valuesOf(many.state)).toEqual(valuesOf(one.state));
});

test('a tuning that was stopped anywhere goes on, and trains nothing twice', async () => {
  const whole = await tuned(newTuning(), fakeTraining());
  for (const after of [1, 4, 9, 11]) {
    const folder = newFolder();
    const controller = new AbortController();
    let ended = 0;
    const train = fakeTraining();
    const counted: RunTrial = async (request, signal) => {
      if (signal.aborted || ended >= after) {
        controller.abort(new Error('stopped'));
        return { kind: 'stopped' };
      }
      ended++;
      return train(request, signal);
    };
    await expect(tuned(newTuning(), counted, { folder, signal: controller.signal })).rejects.toThrow(
      'stopped',
    );
    const kept = await readTuningState(folder);
    expect(kept?.trials.flatMap(({ outcomes }) => outcomes)).toHaveLength(after);
    const before = ended;
    ended = -100;
    const rest = await tuned(kept ?? newTuning(), counted, { folder });
    expect(before + ended + 100).toBe(9 + 4 + 2);
    expect(rest.end).toEqual(whole.end);
    expect(valuesOf(rest.state)).toEqual(valuesOf(whole.state));
  }
});

test('a trial that fails, or whose metric is not defined, is left behind with its reason', async () => {
  const train = fakeTraining(request => (etaOf(request) > 0.8 ? null : etaOf(request)));
  const run: RunTrial = async (request, signal) =>
    etaOf(request) < 0.3 ? { kind: 'failed', reason: 'the loss is no number' } : train(request, signal);
  const { state, end } = await tuned(newTuning(), run);
  const reasons = state.trials.flatMap(({ outcomes: [first] }) =>
    first?.kind === 'failed' ? [first.reason] : [],
  );
  expect(new Set(reasons)).toEqual(
    new Set(['the loss is no number', 'its auc is not defined on the rows that are held out']),
  );
  expect(end.kind).toBe('won');
});

test('where all fail, none is left', async () => {
  const { end } = await tuned(newTuning(), async () => ({ kind: 'failed', reason: 'no' }));
  expect(end).toEqual({ kind: 'none-left' });
});

test('when time is over, the best so far is trained with all that there is, and no other', async () => {
  const budgets: string[] = [];
  const train = fakeTraining();
  const run: RunTrial = async (request, signal) => {
    budgets.push(valueOf(request, '--rounds') ?? '');
    if (budgets.length <= 4 || valueOf(request, '--rounds') === '9') return train(request, signal);
    if (!signal.aborted)
      await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }));
    return { kind: 'stopped' };
  };
  const { state, end } = await tuned(newTuning(), run, { jobs: 1, secondsAtMost: 0.5 });
  expect(budgets.slice(0, 5)).toEqual(['1', '1', '1', '1', '1']);
  expect(new Set(budgets.slice(5))).toEqual(new Set(['9']));
  expect(state.trials.map(({ outcomes: [first] }) => first?.kind)).toEqual([
    ...['measured', 'measured', 'measured', 'measured'],
    ...['skipped', 'skipped', 'skipped', 'skipped', 'skipped'],
  ]);
  expect(end.kind).toBe('won');
});

test('a metric that there is not ends the tuning', async () => {
  const setting = { ...settingOf(fakeTraining()), metric: { asked: 'ndcg', usual: [] } };
  const folder = newFolder();
  mkdirSync(folder, { recursive: true });
  const run = runTrials(newTuning(), {
    ...{ folder, setting, room: new RoomForTrials({ jobs: 2, maxMemory: 8e9 }), secondsAtMost: null },
    ...{ signal: new AbortController().signal, changed: async () => undefined },
  });
  await expect(run).rejects.toThrow('The training gives no metric ndcg; there are auc.');
});
