import pc from 'picocolors';
import { escapeControls } from '@reckit/messages';

export interface OutputFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const NAME_WIDTH = 12;

/**
 * What a tool prints. Facts go to standard output; with `--json` only the result does. Every text is on one line and its
 * control characters escaped, since it may quote a file.
 */
export class Report {
  readonly #out: NodeJS.WriteStream;

  constructor(private readonly flags: OutputFlags) {
    this.#out = flags.json ? process.stderr : process.stdout;
  }

  /** A line `name  text`, aligned with the others. */
  fact(name: string, text: string): void {
    if (this.flags.quiet) return;
    this.#out.write(`${pc.bold(escapeControls(name).padEnd(NAME_WIDTH))}${escapeControls(text)}\n`);
  }

  warn(text: string): void {
    if (!this.flags.quiet) process.stderr.write(`${pc.yellow('warning')}: ${escapeControls(text)}\n`);
  }

  /** What came of it, for programs. */
  result(value: unknown): void {
    if (this.flags.json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }
}
