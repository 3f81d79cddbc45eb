import { cut } from '@reckit/messages';
import type { Inspection } from './inspection';

const SHOWN_CHARACTERS = 40;

/** Data that are not trained on, because of what was found in them; each problem is one line. */
export class UnfitData extends Error {
  override readonly name = 'UnfitData';
  readonly problems: readonly string[];

  constructor(
    shown: string,
    readonly inspection: Inspection,
  ) {
    const findings = inspection.validation?.findings.filter(({ stops }) => stops) ?? [];
    const problems = findings.map(({ check, column, message }) => {
      const about = column === undefined ? '' : `column ${cut(column, SHOWN_CHARACTERS)}: `;
      return `${shown}: ${about}${message}. Fix the data, or leave ${check} out of --fail-on.`;
    });
    super(problems.join('\n'));
    this.problems = problems;
  }
}
