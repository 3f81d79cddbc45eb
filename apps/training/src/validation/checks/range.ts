import type { NumericFeature, NumberStatistics } from '@reckit/features';
import { percent } from '../../report/percent';
import type { ExaminedData } from '../examined-data';
import type { Finding } from '../finding';

/** A clip is there for what is rare. */
const OFTEN_CUT = 0.05;
/** So many times as far away as nearly all values are from each other. */
const FAR = 1000;

/** Numbers that are far away from all others, and those that a clip cuts too often. */
export function outOfRange({ spec: { features }, statistics, read, trainRows }: ExaminedData): Finding[] {
  return features.flatMap((feature, i): Finding[] => {
    const found = statistics[i];
    if (feature.kind !== 'numeric' || found.kind !== 'numeric') return [];
    // Columns may lie on disk, and are read where they are needed.
    const column = feature.clip && read.columns.get(feature.name);
    const cut = column?.kind === 'numeric' ? shareCut(feature, column.values, trainRows) : 0;
    const messages = [
      ...(cut > OFTEN_CUT ? [`${percent(cut)} of the rows lie beyond its clip`] : []),
      ...farValues(feature, found),
    ];
    return messages.map(message => ({ check: 'range', column: feature.name, message }));
  });
}

function shareCut({ clip }: NumericFeature, values: Float32Array, rows: Uint32Array): number {
  if (clip === undefined) return 0;
  const { min = -Infinity, max = Infinity } = clip;
  let cut = 0;
  for (const row of rows) if (values[row] < min || values[row] > max) cut++;
  return rows.length === 0 ? 0 : cut / rows.length;
}

/** A value beyond the clip is cut, and so is far from nothing. */
function farValues({ clip, log }: NumericFeature, { min, max, quantiles }: NumberStatistics): string[] {
  const [low, high] = [quantiles.at(0), quantiles.at(-1)];
  if (log || min === null || max === null || low === undefined || high === undefined) return [];
  const least = Math.max(min, clip?.min ?? -Infinity);
  const greatest = Math.min(max, clip?.max ?? Infinity);
  const spread = high.value - low.value;
  if (spread <= 0) return [];
  const far =
    greatest - high.value > FAR * spread ? greatest : low.value - least > FAR * spread ? least : null;
  if (far === null) return [];
  return [
    `the value ${far}, while 98 % of the rows lie between ${low.value} and ${high.value}; give it a clip, or fix the data`,
  ];
}
