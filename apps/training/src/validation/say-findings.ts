import { cut } from '@reckit/messages';
import type { Console } from '../run/console';
import type { Validation } from './inspection';

/** More would push what comes before out of sight; the report has all. */
const SHOWN_FINDINGS = 20;
const SHOWN_CHARACTERS = 24;

/** Prints what was found, a line each; where nothing was, that. */
export function sayFindings(
  console: Pick<Console, 'fact'>,
  { findings, drift }: Validation,
  featureCount: number,
): void {
  const compared = drift && drift.features.length > 0 ? `, compared with version ${drift.since}` : '';
  const number = findings.length === 0 ? 'nothing' : String(findings.length);
  console.fact(
    'Checks',
    `${number} to note in ${featureCount === 1 ? '1 feature' : `${featureCount} features`}${compared}`,
  );
  const shown = findings.slice(0, SHOWN_FINDINGS).map(({ check, column = '', message, stops }) => ({
    check: stops ? `${check}!` : check,
    column: cut(column, SHOWN_CHARACTERS),
    message,
  }));
  const widths = {
    check: Math.max(0, ...shown.map(({ check }) => check.length)),
    column: Math.max(0, ...shown.map(({ column }) => column.length)),
  };
  for (const { check, column, message } of shown) {
    console.fact('', `${check.padEnd(widths.check)}  ${column.padEnd(widths.column)}  ${message}`);
  }
  const others = findings.length - shown.length;
  if (others > 0) console.fact('', `and ${others} more; --json and the report have all`);
}
