import { PrintedLines, type OutputFlags } from '@reckit/messages';

/** What a tool prints: facts to standard output; with `--json` only the result goes there. */
export class Report extends PrintedLines {
  constructor(private readonly flags: OutputFlags) {
    super(flags);
  }

  /** What came of it, for programs. */
  result(value: unknown): void {
    if (this.flags.json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }
}
