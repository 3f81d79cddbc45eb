import type { Console } from '../run/console';
import type { CurrentStatistics } from './current-statistics';
import { examine, trainingStatistics } from './examine';
import type { CheckName } from './finding';
import type { Inspect } from './inspection';
import { sayFindings } from './say-findings';
import { UnfitData } from './unfit-data';

/** How data are to be looked at. */
export interface InspectorSettings {
  /** Whether they are at all; their statistics are taken anyway. */
  readonly validate: boolean;
  /** What stops the training. */
  readonly failOn: readonly CheckName[];
  readonly current: CurrentStatistics | null;
}

/** Rows as they lie in memory: in the order of a split, which is drawn, each would be waited for. */
function inFileOrder(rows: Uint32Array, rowCount: number): Uint32Array {
  if (rows.every((row, i) => i === 0 || rows[i - 1] < row)) return rows;
  const isIn = new Uint8Array(rowCount);
  for (let i = 0; i < rows.length; i++) isIn[rows[i]] = 1;
  // Each row is written and kept if it is in: no branch, which a drawn split would make a guess of.
  const ordered = new Uint32Array(rows.length + 1);
  for (let row = 0, next = 0; row < rowCount; row++) {
    ordered[next] = row;
    next += isIn[row];
  }
  return ordered.subarray(0, rows.length);
}

/** What a run looks at its data with, once they are read. */
export function inspector({ validate, failOn, current }: InspectorSettings, console: Console): Inspect {
  return read => {
    const data = { ...read, trainRows: inFileOrder(read.trainRows, read.read.rowCount) };
    const statistics = trainingStatistics(data);
    if (!validate) return { statistics, validation: null };
    const validation = examine(data, statistics, current, failOn);
    sayFindings(console, validation, statistics.length);
    const inspection = { statistics, validation };
    if (validation.findings.some(({ stops }) => stops)) throw new UnfitData(data.shown, inspection);
    return inspection;
  };
}
