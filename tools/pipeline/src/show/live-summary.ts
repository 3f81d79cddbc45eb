import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { escapeControls } from '@reckit/messages';
import type { TrainedModel } from '../config/models';
import type { ModelState, Step, StepState } from '../steps/steps';
import { secondsOf, summaryTable } from './summary-table';

const TICK_MS = 1_000;

type States = ReadonlyMap<TrainedModel, ModelState>;

/**
 * Shows how the models stand: on a terminal a table that is drawn anew in its place each second, elsewhere a line for
 * whatever ends, and the table at the end.
 */
export class LiveSummary {
  #drawnLines = 0;
  #states: States = new Map();
  readonly #begun = new Map<string, number>();
  #clock: NodeJS.Timeout | null = null;

  constructor(private readonly out: NodeJS.WriteStream) {}

  /** @param states - how all models stand, this step included */
  show(states: States, model: TrainedModel, step: Step, state: StepState): void {
    this.#states = states;
    if (state.kind === 'running') this.#begun.set(`${model} ${step}`, performance.now());
    if (this.out.isTTY) {
      this.#clock ??= setInterval(() => this.#draw(), TICK_MS).unref();
      this.#draw();
    } else if (state.kind !== 'running') {
      this.out.write(`${model} ${step}: ${state.kind}${detailOf(state)}\n`);
    }
  }

  /** What is to be said is said above the table. */
  say(text: string): void {
    this.#erase();
    this.out.write(`${escapeControls(text)}\n`);
    if (this.out.isTTY && this.#clock) this.#draw();
  }

  end(states: States): void {
    if (this.#clock) clearInterval(this.#clock);
    this.#clock = null;
    this.#states = states;
    this.#draw();
    this.#drawnLines = 0;
  }

  #draw(): void {
    this.#erase();
    // A terminal that does not know its width says 0.
    const width = (this.out.isTTY && this.out.columns) || Infinity;
    const lines = summaryTable(this.#states, (model, step) => this.#secondsSince(`${model} ${step}`));
    this.out.write(`${lines.join('\n')}\n`);
    // A line longer than the terminal takes several of its rows.
    this.#drawnLines = lines.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / width)),
      0,
    );
  }

  #erase(): void {
    if (this.#drawnLines === 0) return;
    moveCursor(this.out, 0, -this.#drawnLines);
    cursorTo(this.out, 0);
    clearScreenDown(this.out);
    this.#drawnLines = 0;
  }

  #secondsSince(name: string): number {
    const begun = this.#begun.get(name);
    return begun === undefined ? 0 : (performance.now() - begun) / 1000;
  }
}

function detailOf(state: StepState): string {
  if ('reason' in state) return `, ${escapeControls(state.reason)}`;
  return 'seconds' in state ? ` after ${secondsOf(state.seconds)}` : '';
}
