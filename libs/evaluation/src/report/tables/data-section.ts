import { formatNumber } from '../drawing/number-format';
import { section } from '../page/section';
import { cell, table } from '../page/table';

/** What was known of the data before the training. */
export interface ReportedData {
  /** What was found in them that is worth knowing; absent where nobody looked. */
  readonly findings?: readonly {
    readonly check: string;
    readonly column?: string;
    readonly message: string;
  }[];
  readonly features: readonly ReportedFeature[];
}

/** What the training rows had of a feature; a number has what a category has not. */
export interface ReportedFeature {
  readonly name: string;
  /** From 0 to 1. */
  readonly missingShare: number;
  readonly mean?: number | null;
  readonly std?: number | null;
  readonly min?: number | null;
  readonly median?: number | null;
  readonly max?: number | null;
  /** How many values a category has. */
  readonly distinct?: number;
  /** The most frequent value of a category. */
  readonly mostFrequent?: string;
}

/** More would make a page that nobody reads to its end. */
const SHOWN_FEATURES = 200;
const SHOWN_FINDINGS = 100;

/** What the data of a training are like, and what was found in them. */
export function dataSection({ findings, features }: ReportedData): string {
  const shown = features.slice(0, SHOWN_FEATURES);
  const hidden = features.length - shown.length;
  return section(
    'Data',
    (findings ? findingsTable(findings) : '') + (shown.length > 0 ? featuresTable(shown) : ''),
    { isWide: true, note: hidden > 0 ? `${formatNumber(hidden)} further features are not shown.` : '' },
  );
}

function findingsTable(findings: NonNullable<ReportedData['findings']>): string {
  if (findings.length === 0) return '<p>The checks before the training found nothing to note.</p>';
  return table({
    className: 'facts',
    columns: ['check', 'column', 'found before the training'],
    rows: findings.slice(0, SHOWN_FINDINGS).map(({ check, column, message }) => ({
      name: check,
      cells: [cell(column ?? 'all rows'), cell(message)],
    })),
  });
}

/** A column that no feature has is left out. */
function featuresTable(features: readonly ReportedFeature[]): string {
  const columns = COLUMNS.filter(({ key }) => features.some(feature => feature[key] !== undefined));
  return table({
    className: 'metrics',
    columns: ['feature', 'missing', ...columns.map(({ title }) => title)],
    rows: features.map(feature => ({
      name: feature.name,
      cells: [
        cell(`${formatNumber(Number((100 * feature.missingShare).toPrecision(3)))} %`),
        ...columns.map(({ key }) => cell(shownValue(feature[key]))),
      ],
    })),
  });
}

function shownValue(value: number | string | null | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : formatNumber(value);
}

const COLUMNS = [
  { key: 'mean', title: 'mean' },
  { key: 'std', title: 'deviation' },
  { key: 'min', title: 'least' },
  { key: 'median', title: 'median' },
  { key: 'max', title: 'greatest' },
  { key: 'distinct', title: 'values' },
  { key: 'mostFrequent', title: 'most frequent' },
] as const;
