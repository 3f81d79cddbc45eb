import pc from 'picocolors';
import { escapeControls } from '@reckit/messages';
import type { TrainedModel } from '../config/models';
import { STEPS, type ModelState, type Step, type StepState } from '../steps/steps';

/**
 * One line a model, one column a step; below it why something went wrong.
 *
 * @param secondsOfRunning - for how long a step has been running
 */
export function summaryTable(
  models: ReadonlyMap<TrainedModel, ModelState>,
  secondsOfRunning: (model: TrainedModel, step: Step) => number,
): string[] {
  const header = ['model', ...STEPS];
  const rows = [...models].map(([model, state]) => [
    { text: model, colour: String },
    ...STEPS.map(step => cellOf(state[step], () => secondsOfRunning(model, step))),
  ]);
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map(cells => cells[i].text.length)));
  return [
    pc.bold(
      header
        .map((title, i) => title.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    ),
    ...rows.map(cells =>
      cells
        .map(
          ({ text, colour }, i) => `${text === '' ? '' : colour(text)}${' '.repeat(widths[i] - text.length)}`,
        )
        .join('  ')
        .trimEnd(),
    ),
    ...[...models].flatMap(([model, state]) =>
      STEPS.flatMap(step => {
        const at = state[step];
        return 'reason' in at ? [`${model} ${step}: ${escapeControls(at.reason)}`] : [];
      }),
    ),
  ];
}

function cellOf(
  state: StepState,
  secondsRunning: () => number,
): { readonly text: string; colour(text: string): string } {
  switch (state.kind) {
    case 'waiting':
      return { text: '', colour: String };
    case 'skipped':
      return { text: '-', colour: pc.dim };
    case 'running':
      return { text: `running ${secondsOf(Math.floor(secondsRunning()), 0)}`, colour: pc.cyan };
    case 'done':
      return { text: secondsOf(state.seconds), colour: pc.green };
    case 'refused':
    case 'failed':
      return { text: state.kind, colour: pc.red };
  }
}

/** A time as it is shown. */
export function secondsOf(seconds: number, digits = 1): string {
  return seconds < 100 ? `${seconds.toFixed(digits)} s` : `${(seconds / 60).toFixed(1)} min`;
}
