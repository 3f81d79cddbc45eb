import { barCell } from './bar-cell';
import { escapeHtml } from './escape-html';
import { formatNumber } from './number-format';

/** What one feature contributes to a model of trees. */
export interface FeatureImportance {
  readonly name: string;
  /** Mean loss reduction of the splits on it. */
  readonly gain?: number;
  /** Number of splits on it. */
  readonly weight?: number;
  /** Mean number of rows (weighted by the hessian) its splits see. */
  readonly cover?: number;
}

const MEASURES = ['gain', 'weight', 'cover'] as const;
const MAX_FEATURES = 30;

/** Bars of each measure, features by falling gain (or the first measure there is). */
export function importanceSection(features: readonly FeatureImportance[]): string {
  const measures = MEASURES.filter(measure => features.some(feature => feature[measure] !== undefined));
  const [leading] = measures;
  const sorted = [...features].sort((a, b) => (b[leading] ?? 0) - (a[leading] ?? 0));
  const shown = sorted.slice(0, MAX_FEATURES);
  const most = new Map(
    measures.map(measure => [measure, Math.max(...shown.map(feature => feature[measure] ?? 0))]),
  );
  const rows = shown.map(feature => {
    const cells = measures.map(measure => barCell(feature[measure], most.get(measure) ?? 0));
    return `<tr><th scope="row">${escapeHtml(feature.name)}</th>${cells.join('')}</tr>`;
  });
  const hidden = features.length - shown.length;
  const note =
    hidden > 0
      ? `<p class="quiet">${formatNumber(hidden)} features of less ${leading} are not shown.</p>`
      : '';
  const heads = measures.map(measure => `<th scope="col">${measure}</th>`).join('');
  return (
    '<section class="wide"><h2>Feature importance</h2>' +
    `<table class="bars"><thead><tr><th scope="col">feature</th>${heads}</tr></thead>` +
    `<tbody>${rows.join('')}</tbody></table>${note}</section>`
  );
}
