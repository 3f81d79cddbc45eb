import { SingleBar, Presets } from 'cli-progress';
import pc from 'picocolors';

/** Rounds between two lines of progress where no bar can be drawn. */
const LINE_EVERY = 10;

/** What a training run prints. Facts go to standard output; with `--json` only the result does. */
export class Console {
  readonly #out: NodeJS.WriteStream;
  readonly #quiet: boolean;

  constructor(flags: { readonly json?: boolean; readonly quiet?: boolean }) {
    this.#out = flags.json ? process.stderr : process.stdout;
    this.#quiet = flags.quiet ?? false;
  }

  /** A line `name  text`, aligned with the others. */
  fact(name: string, text: string): void {
    if (!this.#quiet) this.#out.write(`${pc.bold(name.padEnd(12))}${text}\n`);
  }

  warn(text: string): void {
    if (!this.#quiet) process.stderr.write(`${pc.yellow('warning')}: ${text}\n`);
  }

  /** Progress over `total` steps: a bar on a terminal, else a line now and then. */
  progress(total: number, unit: string): Progress {
    if (this.#quiet) return { step: () => undefined, note: () => undefined, end: () => undefined };
    return this.#out.isTTY ? barProgress(this.#out, total, unit) : lineProgress(this.#out, total, unit);
  }
}

export interface Progress {
  /** @param done - steps done so far @param state - the current evaluation in a few words */
  step(done: number, state: string): void;
  /** What is going on within a step, for those who watch. */
  note(state: string): void;
  end(): void;
}

function barProgress(stream: NodeJS.WriteStream, total: number, unit: string): Progress {
  const bar = new SingleBar(
    { stream, format: `${pc.cyan('{bar}')} {value}/{total} ${unit}  {state}`, hideCursor: true, barsize: 28 },
    Presets.shades_classic,
  );
  bar.start(total, 0, { state: '' });
  return {
    step: (done, state) => bar.update(done, { state }),
    note: state => bar.update({ state }),
    end: () => bar.stop(),
  };
}

function lineProgress(stream: NodeJS.WriteStream, total: number, unit: string): Progress {
  let last: { done: number; line: string } | null = null;
  let printed = 0;
  return {
    step(done, state) {
      last = { done, line: `${unit} ${String(done).padStart(String(total).length)}/${total}  ${state}\n` };
      if (done === 1 || done % LINE_EVERY === 0) {
        stream.write(last.line);
        printed = done;
      }
    },
    note: () => undefined,
    end() {
      if (last && last.done !== printed) stream.write(last.line);
    },
  };
}
