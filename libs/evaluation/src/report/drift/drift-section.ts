import { formatNumber, formatShare } from '../drawing/number-format';
import { section } from '../page/section';
import { barCell, cell, table } from '../page/table';
import { binsDrawing } from './bins-drawing';

/** How features differ between two sets of rows. */
export interface Drift {
  /** The rows that were known before, such as `training part of 20260102_030405`. */
  readonly reference: string;
  /** The rows that are compared with them. */
  readonly current: string;
  readonly features: readonly DriftedFeature[];
}

/** How the values of one feature differ. */
export interface DriftedFeature {
  readonly name: string;
  /** The population stability index. */
  readonly psi: number;
  /** Ranges of numbers or single categories, with the share that each has of the rows of either set. */
  readonly bins: readonly DriftBin[];
}

export interface DriftBin {
  readonly label: string;
  readonly reference: number;
  readonly current: number;
}

/** What is commonly read from an index: below the first nothing to see, from the second on another population. */
const SLIGHT_FROM = 0.1;
const LARGE_FROM = 0.25;
const MAX_FEATURES = 30;
const DRAWN = 4;

/** The index of every feature, the most drifted first, and the bins of those that drifted most. */
export function driftSection({ reference, current, features }: Drift): string {
  const sorted = [...features].sort((a, b) => b.psi - a.psi);
  const shown = sorted.slice(0, MAX_FEATURES);
  const most = Math.max(LARGE_FROM, ...shown.map(({ psi }) => psi));
  const hidden = features.length - shown.length;
  const rest = hidden > 0 ? ` ${formatNumber(hidden)} features that drifted less are not shown.` : '';
  const drawings = shown
    .slice(0, DRAWN)
    .filter(({ bins }) => bins.length > 0)
    .map(feature => binsDrawing(feature, { reference, current }));
  return section(
    'Drift',
    table({
      className: 'bars',
      columns: ['feature', 'PSI', ''],
      rows: shown.map(({ name, psi }) => ({
        name,
        cells: [barCell(psi, most, { format: formatShare }), cell(verdictOf(psi), 'verdict')],
      })),
    }) + (drawings.length > 0 ? `<div class="small-multiples">${drawings.join('')}</div>` : ''),
    {
      isWide: true,
      note:
        `The values of each feature in the ${reference}, beside those in the ${current}. The population stability index ` +
        `is 0 where both are spread alike; from ${SLIGHT_FROM} on they differ, from ${LARGE_FROM} on much.${rest}`,
    },
  );
}

function verdictOf(psi: number): string {
  if (psi < SLIGHT_FROM) return 'alike';
  return psi < LARGE_FROM ? 'differs' : 'differs much';
}
