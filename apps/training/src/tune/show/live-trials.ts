import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import type { TuningState } from '../state/tuning-state';
import { settingsOf, trialsTable } from './trials-table';

/**
 * Shows how the trials stand: on a terminal a table that is drawn anew in its place, elsewhere a line for each training that
 * ends, and the table at the end.
 */
export class LiveTrials {
  #drawnLines = 0;
  #shown: TuningState | null = null;

  /** @param out - null shows nothing @param unit - what budgets count */
  constructor(
    private readonly out: NodeJS.WriteStream | null,
    private readonly unit: string,
  ) {}

  show(state: TuningState, running: ReadonlySet<number>): void {
    if (this.out?.isTTY) this.#draw(this.out, state, running);
    else if (this.out) this.#printEnded(this.out, state);
    this.#shown = state;
  }

  end(): void {
    if (this.out && this.#shown) this.#draw(this.out, this.#shown, new Set());
    this.#drawnLines = 0;
  }

  #printEnded(out: NodeJS.WriteStream, state: TuningState): void {
    state.trials.forEach(({ outcomes }, trial) => {
      outcomes.forEach((outcome, rung) => {
        if (outcome === undefined || this.#shown?.trials[trial].outcomes[rung] === outcome) return;
        const found =
          outcome.kind === 'measured'
            ? `${state.metric} ${outcome.value.toFixed(5)}`
            : outcome.kind === 'failed'
              ? `failed: ${outcome.reason}`
              : 'not measured: the time is over';
        const budget = `${state.rungs[rung].budget} ${this.unit}`;
        out.write(`trial ${trial + 1}, ${budget}: ${found}  ${settingsOf(state, trial)}\n`);
      });
    });
  }

  #draw(out: NodeJS.WriteStream, state: TuningState, running: ReadonlySet<number>): void {
    if (this.#drawnLines > 0) {
      moveCursor(out, 0, -this.#drawnLines);
      cursorTo(out, 0);
      clearScreenDown(out);
    }
    const all = trialsTable(state, running, this.unit);
    // What has left the screen at its top could not be drawn anew.
    const lines = out.isTTY && running.size > 0 ? all.slice(0, Math.max(1, out.rows - 2)) : all;
    const shown = lines.map(line => (out.isTTY ? cutTo(out.columns - 1, line) : line));
    out.write(`${shown.join('\n')}\n`);
    this.#drawnLines = shown.length;
  }
}

/** A line cut to so many columns; its colours go where it has to be cut. */
function cutTo(columns: number, line: string): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= columns ? line : plain.slice(0, columns);
}
