import { escapeControls } from '@reckit/messages';
import pc from 'picocolors';
import { ranked } from '../schedule/next-trials';
import { argumentsOf } from '../space/parameter';
import type { TuningState } from '../state/tuning-state';
import { outcomesOf, rankingOf } from '../trials/run-trials';

const DIGITS = 5;
/** What the trial without values of its own is called. */
export const AS_GIVEN = 'the flags as given';

/** A row for each trial, the best first, and a column for each rung; below them why some failed. */
export function trialsTable(state: TuningState, running: ReadonlySet<number>, unit: string): string[] {
  const { rungs, trials, metric } = state;
  const order = ranked([...trials.keys()], rungs.length - 1, outcomesOf(state), rankingOf(state));
  const header = ['trial', ...rungs.map(({ budget }) => `${budget} ${unit}`), 'settings'];
  const rows = order.map(trial => [
    String(trial + 1),
    ...rungs.map((_, rung) => outcomeText(state, trial, rung, running)),
    settingsOf(state, trial),
  ]);
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map(cells => cells[i].length)));
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((text, i) => text.padEnd(widths[i]))
      .join('  ')
      .trimEnd();
  const failures = trials.flatMap(({ outcomes }, trial) =>
    outcomes.flatMap(outcome =>
      outcome?.kind === 'failed' ? [pc.red(`trial ${trial + 1}: ${escapeControls(outcome.reason)}`)] : [],
    ),
  );
  return [
    ...(metric === null ? [] : [`${metric}, ${rankingOf(state).better} is better`]),
    pc.bold(lineOf(header)),
    ...rows.map((cells, i) => (running.has(order[i]) ? pc.cyan(lineOf(cells)) : lineOf(cells))),
    ...failures,
  ];
}

/** The settings of a trial as they are typed. */
export function settingsOf({ trials }: Pick<TuningState, 'trials'>, trial: number): string {
  const typed = argumentsOf(trials[trial].parameters).join(' ');
  return escapeControls(typed === '' ? AS_GIVEN : typed);
}

function outcomeText(state: TuningState, trial: number, rung: number, running: ReadonlySet<number>): string {
  const { outcomes } = state.trials[trial];
  const outcome = outcomes[rung];
  if (outcome?.kind === 'measured') return outcome.value.toFixed(DIGITS);
  if (outcome !== undefined) return outcome.kind;
  const isNext = rung === 0 || outcomes[rung - 1]?.kind === 'measured';
  return running.has(trial) && isNext ? 'running' : '';
}
