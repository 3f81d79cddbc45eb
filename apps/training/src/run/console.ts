import { SingleBar, Presets } from 'cli-progress';
import pc from 'picocolors';
import { escapeControls, PrintedLines } from '@reckit/messages';

/** Rounds between two lines of progress where no bar can be drawn. */
const LINE_EVERY = 10;
/** The same of progress in percent, and of time. */
const PERCENT_EVERY = 10;
const LEAST_MS = 1_000;

/** What a training run prints: facts and progress to standard output; with `--json` only the result goes there. */
export class Console extends PrintedLines {
  #progress: Progress | null = null;

  /** Progress over `total` steps, some of them done before: a bar on a terminal, else a line now and then. */
  progress(total: number, unit: string, done = 0): Progress {
    if (this.isQuiet) return { step: () => undefined, note: () => undefined, end: () => undefined };
    this.#progress = this.out.isTTY
      ? barProgress(this.out, total, unit, done)
      : lineProgress(this.out, total, unit);
    return this.#progress;
  }

  /**
   * Progress in percent of work that has no steps to count: as `progress`, where `done` is from 0 to 100. Lines come for
   * each tenth, but not more often than each second.
   */
  percent(name: string): Progress {
    if (this.isQuiet) return { step: () => undefined, note: () => undefined, end: () => undefined };
    this.#progress = this.out.isTTY ? barProgress(this.out, 100, '%', 0) : percentLines(this.out, name);
    return this.#progress;
  }

  /** Ends the progress that is shown, if there is any, so that what is printed next begins a line. */
  close(): void {
    this.#progress?.end();
    this.#progress = null;
  }
}

export interface Progress {
  /** @param done - steps done so far @param state - the current evaluation in a few words */
  step(done: number, state: string): void;
  /** What is going on within a step, for those who watch. */
  note(state: string): void;
  end(): void;
}

const BAR_WIDTH = 28;
/** Shows the cursor and wraps lines, as a terminal does by itself. */
const TERMINAL_AS_USUAL = '\x1b[?25h\x1b[?7h';

/**
 * A bar that neither hides the cursor nor stops lines from wrapping, as such bars often do: a process that is killed
 * could not undo it. Its line is cut to the width of the terminal instead.
 */
function barProgress(stream: NodeJS.WriteStream, total: number, unit: string, done: number): Progress {
  const bar = new SingleBar(
    {
      stream,
      format: (_, { value, maxWidth }, { state }) =>
        barLine(
          value / total,
          `${amountOf(value, total, unit)}  ${escapeControls(String(state))}`,
          maxWidth - 1,
        ),
      hideCursor: false,
      linewrap: true,
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  bar.start(total, done, { state: '' });
  return {
    step: (done, state) => bar.update(done, { state }),
    note: state => bar.update({ state }),
    end() {
      if (!bar.isActive) return;
      bar.stop();
      // In case that a program before has left it otherwise.
      stream.write(TERMINAL_AS_USUAL);
    },
  };
}

function amountOf(value: number, total: number, unit: string): string {
  return unit === '%' ? `${Math.floor(value)} %` : `${value}/${total} ${unit}`;
}

/** A bar with words behind it, cut to so many characters; those that colour it count, as the library counts them. */
function barLine(progress: number, words: string, width: number): string {
  const filled = Math.round(progress * BAR_WIDTH);
  const bar = '\u2588'.repeat(filled) + '\u2591'.repeat(BAR_WIDTH - filled);
  const coloured = pc.cyan(bar);
  return `${coloured.length < width ? coloured : bar} ${words}`.slice(0, width);
}

function lineProgress(stream: NodeJS.WriteStream, total: number, unit: string): Progress {
  let last: { done: number; line: string } | null = null;
  let printed = 0;
  return {
    step(done, state) {
      last = {
        done,
        line: `${unit} ${String(done).padStart(String(total).length)}/${total}  ${escapeControls(state)}\n`,
      };
      if (done === 1 || done % LINE_EVERY === 0) {
        stream.write(last.line);
        printed = done;
      }
    },
    note: () => undefined,
    end() {
      if (last && last.done !== printed) stream.write(last.line);
      last = null;
    },
  };
}

function percentLines(stream: NodeJS.WriteStream, name: string): Progress {
  let last: { done: number; line: string } | null = null;
  let printed = { done: 0, ms: performance.now() };
  const print = (): void => {
    if (!last || last.done === printed.done) return;
    stream.write(last.line);
    printed = { done: last.done, ms: performance.now() };
  };
  return {
    step(done, state) {
      last = { done, line: `${name} ${String(Math.floor(done)).padStart(3)} %  ${escapeControls(state)}\n` };
      const isFar = done - printed.done >= PERCENT_EVERY;
      if (isFar && performance.now() - printed.ms >= LEAST_MS) print();
    },
    note: () => undefined,
    end() {
      print();
      last = null;
    },
  };
}
