import { tuningReport, type TuningReport } from '@reckit/evaluation';
import { ranked, type Outcome } from '../schedule/next-trials';
import type { Domain, Space } from '../space/parameter';
import type { TuningState } from '../state/tuning-state';
import { outcomesOf, rankingOf } from '../trials/run-trials';
import type { WonTuning } from './tuning-result';

/** What the page of a tuning needs to know beside how it ended. */
export interface ShownTuning extends WonTuning {
  /** What was trained on. */
  readonly data: string;
  readonly space: Space;
  /** What budgets count, in the plural. */
  readonly unit: string;
}

/** The page that shows all trials. */
export function tuningPage({ model, state, winner, again, data, space, unit }: ShownTuning): string {
  const { version, createdAt, rungs, trials, metric, seconds } = state;
  const ranking = rankingOf(state);
  const order = ranked([...trials.keys()], rungs.length - 1, outcomesOf(state), ranking);
  const outcomes = outcomesOf(state).flat();
  return tuningReport({
    model,
    version,
    createdAt,
    facts: [
      { name: 'Data', value: data },
      { name: 'Trials', value: trials.length },
      { name: 'Trainings', value: outcomes.filter(isTraining).length },
      { name: 'Failed', value: outcomes.filter(outcome => outcome?.kind === 'failed').length },
      { name: 'Rungs', value: rungs.map(({ budget }) => `${budget} ${unit}`).join(', ') },
      { name: 'Compared by', value: `${metric ?? ''}, ${ranking.better} is better` },
      { name: 'Seconds', value: seconds },
    ],
    metric: metric ?? '',
    unit,
    budgets: rungs.map(({ budget }) => budget),
    parameters: [...space].map(([name, domain]) => ({ name, axis: axisOf(domain) })),
    trials: order.map(trial => shownTrial(state, trial)),
    winner: nameOf(winner),
    baseline: nameOf(0),
    command: again,
  });
}

function nameOf(trial: number): string {
  return String(trial + 1);
}

function isTraining(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcome.kind !== 'skipped';
}

function axisOf(domain: Domain): TuningReport['parameters'][number]['axis'] {
  if (domain.kind === 'choice') return domain;
  return { kind: domain.scale, from: domain.from, to: domain.to };
}

function shownTrial({ trials, rungs }: TuningState, trial: number): TuningReport['trials'][number] {
  const { parameters, outcomes } = trials[trial];
  const failed = outcomes.find(outcome => outcome?.kind === 'failed');
  const seconds = outcomes.reduce(
    (sum, outcome) => sum + (outcome === undefined || outcome.kind === 'skipped' ? 0 : outcome.seconds),
    0,
  );
  return {
    name: nameOf(trial),
    values: parameters,
    measured: outcomes.flatMap((outcome, rung) =>
      outcome?.kind === 'measured' ? [{ budget: rungs[rung].budget, value: outcome.value }] : [],
    ),
    seconds: Math.round(seconds * 10) / 10,
    ...(failed?.kind === 'failed' && { problem: failed.reason }),
  };
}
