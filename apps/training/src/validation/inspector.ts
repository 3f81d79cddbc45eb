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
  const isIn = new Uint8Array(rowCount);
  for (const row of rows) isIn[row] = 1;
  const ordered = new Uint32Array(rows.length);
  let next = 0;
  for (let row = 0; row < rowCount; row++) if (isIn[row] === 1) ordered[next++] = row;
  return ordered;
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
