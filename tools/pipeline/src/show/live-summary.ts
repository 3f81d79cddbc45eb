import { cursorTo, clearScreenDown, moveCursor } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import type { TrainedModel } from '../config/models';
import type { ModelState, Step, StepState } from '../steps/steps';
import { summaryTable } from './summary-table';

/**
 * Shows how the models stand: on a terminal a table that is drawn anew in its place, elsewhere a line for whatever ends,
 * and the table at the end.
 */
export class LiveSummary {
  #drawnLines = 0;

  constructor(private readonly out: NodeJS.WriteStream) {}

  show(
    models: ReadonlyMap<TrainedModel, ModelState>,
    model: TrainedModel,
    step: Step,
    state: StepState,
  ): void {
    if (this.out.isTTY) this.#draw(models);
    else if (state.kind !== 'running') this.out.write(`${model} ${step}: ${state.kind}${detailOf(state)}\n`);
  }

  end(models: ReadonlyMap<TrainedModel, ModelState>): void {
    this.#draw(models);
    this.#drawnLines = 0;
  }

  #draw(models: ReadonlyMap<TrainedModel, ModelState>): void {
    if (this.#drawnLines > 0) {
      moveCursor(this.out, 0, -this.#drawnLines);
      cursorTo(this.out, 0);
      clearScreenDown(this.out);
    }
    const width = this.out.isTTY ? this.out.columns : Infinity;
    const lines = summaryTable(models);
    this.out.write(`${lines.join('\n')}\n`);
    // A line longer than the terminal takes several of its rows.
    this.#drawnLines = lines.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / width)),
      0,
    );
  }
}

function detailOf(state: StepState): string {
  if ('reason' in state) return `, ${state.reason}`;
  return 'seconds' in state ? ` after ${state.seconds.toFixed(1)} s` : '';
}
