import type { TrainedModel } from '../config/models';
import { NO_FLAGS, type ModelSteps, type PipelineConfig } from '../config/pipeline-file';
import { freshState, type ModelState } from '../steps/steps';
import { planRun, type RunWishes } from './plan-run';
import type { RunState } from './run-state';

const HOUR_MS = 3_600_000;
const BEGUN = new Date('2026-11-30T02:00:00Z');
const AN_HOUR_LATER = new Date(BEGUN.getTime() + HOUR_MS);
const wishes: RunWishes = { fresh: false, continueWithinMs: 12 * HOUR_MS, version: 'new' };

function configOf(models: Partial<Record<TrainedModel, Partial<ModelSteps>>>): PipelineConfig {
  const entries: [TrainedModel, ModelSteps][] = [];
  if (models.xgb) entries.push(['xgb', { ...NO_FLAGS, ...models.xgb }]);
  if (models.deepfm) entries.push(['deepfm', { ...NO_FLAGS, ...models.deepfm }]);
  return {
    modelDir: 'model',
    data: null,
    models: new Map(entries),
    jobs: null,
    maxMemory: null,
    keep: null,
  };
}

const config = configOf({ xgb: {}, deepfm: {} });
/** The run of `config` in which these steps of xgb have ended; deepfm is done. */
function runWith(xgb: Partial<ModelState>, plan = config): RunState {
  const { run } = planRun(plan, null, BEGUN, { ...wishes, version: 'old' });
  const done = { kind: 'done', seconds: 1 } as const;
  return {
    ...run,
    dataBrought: true,
    models: new Map<TrainedModel, ModelState>([
      ['xgb', { ...freshState(plan.models.get('xgb')?.skip ?? []), ...xgb }],
      ['deepfm', { train: done, evaluate: done, register: done, deploy: done }],
    ]),
  };
}
const kindsOf = (run: RunState): string[] =>
  Object.values(run.models.get('xgb') ?? {}).map(({ kind }) => kind);

const done = { kind: 'done', seconds: 1 } as const;
const failed = { kind: 'failed', seconds: 1, reason: 'no such file' } as const;

describe('planRun', () => {
  it('begins where there was nothing', () => {
    const { run, isContinued } = planRun(config, null, BEGUN, wishes);
    expect(run).toMatchObject({ version: 'new', begunAt: BEGUN, dataBrought: false });
    expect(isContinued).toBe(false);
    expect(kindsOf(run)).toEqual(['waiting', 'waiting', 'waiting', 'waiting']);
  });

  it('goes on with what failed or was broken off, and keeps what is done', () => {
    const last = runWith({ train: done, evaluate: failed });
    const { run, isContinued } = planRun(config, last, AN_HOUR_LATER, wishes);
    expect(isContinued).toBe(true);
    expect(run).toMatchObject({ version: 'old', dataBrought: true });
    expect(kindsOf(run)).toEqual(['done', 'waiting', 'waiting', 'waiting']);
  });

  it('tells which trainings were broken off', () => {
    const last = runWith({ train: { kind: 'running' } });
    const { run, brokenOff } = planRun(config, last, AN_HOUR_LATER, wishes);
    expect([...brokenOff]).toEqual(['xgb']);
    expect(kindsOf(run)[0]).toBe('waiting');
  });

  it('goes on with what is wanted now', () => {
    const last = runWith({ train: done, evaluate: failed });
    const { run } = planRun(
      configOf({ xgb: { skip: ['evaluate'] }, deepfm: {} }),
      last,
      AN_HOUR_LATER,
      wishes,
    );
    expect(kindsOf(run)).toEqual(['done', 'skipped', 'waiting', 'waiting']);
  });

  it.each([
    ['is over', runWith({ train: done, evaluate: done, register: done, deploy: done }), config, {}, 1],
    ['was refused', runWith({ train: done, evaluate: { ...failed, kind: 'refused' } }), config, {}, 1],
    ['is of yesterday', runWith({ train: failed }), config, {}, 24],
    ['is not wanted', runWith({ train: failed }), config, { fresh: true }, 1],
    ['was of other models', runWith({ train: failed }), configOf({ xgb: {} }), {}, 1],
    [
      'had other flags',
      runWith({ train: failed }),
      configOf({ xgb: { train: ['--rounds', '9'] }, deepfm: {} }),
      {},
      1,
    ],
  ])('begins anew where the last run %s', (_, last, plan, changes, hours) => {
    const now = new Date(BEGUN.getTime() + hours * HOUR_MS);
    const { run, isContinued } = planRun(plan, last, now, { ...wishes, ...changes });
    expect(isContinued).toBe(false);
    expect(run).toMatchObject({ version: 'new', begunAt: now, dataBrought: false });
  });

  it('keeps what is done where only the way of the versions has changed', () => {
    const plan = configOf({ xgb: { deploy: ['--service-url', 'http://b'] }, deepfm: {} });
    const last = runWith({ train: done, evaluate: done, register: done, deploy: failed });
    expect(planRun(plan, last, AN_HOUR_LATER, wishes).isContinued).toBe(true);
  });
});
