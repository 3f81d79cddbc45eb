import type { PermutationImportance } from '../../permutation/permutation-importance';
import { columnFormat, formatMetric, formatNumber } from '../drawing/number-format';
import { section } from '../page/section';
import { barCell, table } from '../page/table';

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

/** Bars of each measure of trees, features by falling gain (or the first measure there is). */
export function importanceSection(features: readonly FeatureImportance[]): string {
  const measures = MEASURES.filter(measure => features.some(feature => feature[measure] !== undefined));
  return barsOf(
    'Feature importance',
    measures,
    features.map(feature => ({ name: feature.name, values: measures.map(measure => feature[measure]) })),
    'gain: what the splits on it gain in loss, on average; weight: how many they are; cover: how many rows they see, on average.',
  );
}

/** Bars of how much worse a model is without a feature, the most important first. */
export function permutationSection({ measures, features, rows }: PermutationImportance): string {
  const whole = measures.map(({ name, whole: value }) => `${name} ${formatMetric(value)}`);
  return barsOf(
    'Importance by permutation',
    measures.map(({ name, worseIf }) => `${worseIf === 'more' ? 'rise' : 'fall'} of ${name}`),
    features.map(({ name, harm }) => ({ name, values: harm })),
    `How much worse the answers are if the values of a feature are dealt to other rows, measured on ${formatNumber(rows)} rows, ` +
      `on which they have ${whole.join(', ')} as it is. What two features say alike counts for neither.`,
  );
}

function barsOf(
  title: string,
  measures: readonly string[],
  features: readonly { readonly name: string; readonly values: readonly (number | undefined)[] }[],
  note: string,
): string {
  const [leading] = measures;
  const sorted = [...features].sort((a, b) => (b.values[0] ?? 0) - (a.values[0] ?? 0));
  const shown = sorted.slice(0, MAX_FEATURES);
  const most = measures.map((_, i) => Math.max(...shown.map(({ values }) => values[i] ?? 0)));
  const formats = most.map(columnFormat);
  const hidden = features.length - shown.length;
  const rest = hidden > 0 ? ` ${formatNumber(hidden)} features of less ${leading} are not shown.` : '';
  return section(
    title,
    table({
      className: 'bars',
      columns: ['feature', ...measures],
      rows: shown.map(({ name, values }) => ({
        name,
        cells: values.map((value, i) => barCell(value, most[i], { format: formats[i] })),
      })),
    }),
    { note: `${note}${rest}`, isWide: true },
  );
}
