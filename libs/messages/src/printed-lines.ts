import pc from 'picocolors';
import { escapeControls } from './one-line';

/** How much a program prints. */
export interface OutputFlags {
  /** Facts go to standard error, so that standard output has nothing but the result. */
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const NAME_WIDTH = 12;

/**
 * The lines that a program prints for people. Every text is on one line and its control characters escaped, since it may
 * quote a file.
 */
export class PrintedLines {
  protected readonly out: NodeJS.WriteStream;
  protected readonly isQuiet: boolean;

  constructor({ json = false, quiet = false }: OutputFlags) {
    this.out = json ? process.stderr : process.stdout;
    this.isQuiet = quiet;
  }

  /** A line `name  text`, aligned with the others. */
  fact(name: string, text: string): void {
    if (this.isQuiet) return;
    this.out.write(`${pc.bold(escapeControls(name).padEnd(NAME_WIDTH))}${escapeControls(text)}\n`);
  }

  warn(text: string): void {
    if (!this.isQuiet) process.stderr.write(`${pc.yellow('warning')}: ${escapeControls(text)}\n`);
  }
}
