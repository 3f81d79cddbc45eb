import {
  ColumnTally,
  populationStability,
  RowSample,
  type FeatureStatistics,
  type Histogram,
} from '@reckit/features';
import type { ExaminedData, ReadData } from '../examined-data';
import type { Finding } from '../finding';

/** Rows that are compared; with more, the index would not change in its second digit. */
const COMPARED_ROWS = 8_192;
/** From here on a shift is told, by custom, beside what chance alone makes of few rows. */
const SHIFTED = 0.2;

/** How far one feature has moved since a version was trained. */
export interface FeatureDrift {
  readonly name: string;
  readonly psi: number;
  /** What the index would be by chance. */
  readonly byChance: number;
  /** The rows that the version was trained on, and those of now, in the same bins. */
  readonly expected: Histogram;
  readonly actual: Histogram;
}

/** The features that a version has statistics of and that are read now, in the order of now. */
export function driftSince(
  trained: readonly FeatureStatistics[],
  { spec: { features }, read: { columns }, trainRows }: ReadData,
): FeatureDrift[] {
  const rows = new RowSample(trainRows.length, COMPARED_ROWS).draw(trainRows);
  return features.flatMap(({ name, kind }) => {
    const [expected, column] = [trained.find(known => known.name === name), columns.get(name)];
    if (expected?.kind !== kind || column === undefined) return [];
    const tally = new ColumnTally(expected.histogram);
    if (!tally.take(column, rows)) return [];
    const actual = tally.histogram();
    const stability = populationStability(expected.histogram, actual);
    return stability ? [{ name, ...stability, expected: expected.histogram, actual }] : [];
  });
}

/** Features that have moved more than chance moves them since a version was trained. */
export function driftFindings(drift: readonly FeatureDrift[], version: string): Finding[] {
  return moved(drift).map(({ name, psi }) => ({
    check: 'drift',
    column: name,
    message: `PSI ${psi.toFixed(2)} against the training rows of version ${version}`,
  }));
}

/** Features that are spread otherwise in the data to validate on than in those to train on. */
export function heldDriftFindings({ spec, held, statistics }: ExaminedData): Finding[] {
  if (held === undefined) return [];
  const trainRows = Uint32Array.from({ length: held.read.rowCount }, (_, row) => row);
  const drift = driftSince(statistics, { ...held, spec, targets: [], trainRows });
  return moved(drift).map(({ name, psi }) => ({
    check: 'valid-drift',
    column: name,
    message: `PSI ${psi.toFixed(2)} of ${held.shown} against the rows to train on`,
  }));
}

function moved(drift: readonly FeatureDrift[]): FeatureDrift[] {
  return drift.filter(({ psi, byChance }) => psi - byChance > SHIFTED);
}
