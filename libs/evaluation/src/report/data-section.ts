import { escapeHtml } from './escape-html';
import { formatNumber } from './number-format';

/** What was known of the data before the training. */
export interface ReportedData {
  /** What was found in them that is worth knowing; undefined where nobody looked. */
  readonly findings?: readonly {
    readonly check: string;
    readonly column?: string;
    readonly message: string;
  }[];
  readonly features: readonly ReportedFeature[];
  /** The version that the drift is measured against. */
  readonly driftSince?: string;
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
  /** The population stability index since another version. */
  readonly psi?: number;
}

/** More would make a page that nobody reads to its end. */
const SHOWN_FEATURES = 200;
const SHOWN_FINDINGS = 100;

/** What the data of a training are like, and what was found in them. */
export function dataSection({ findings, features, driftSince }: ReportedData): string {
  const shown = features.slice(0, SHOWN_FEATURES);
  const hidden = features.length - shown.length;
  const note =
    hidden > 0 ? `<p class="quiet">${formatNumber(hidden)} further features are not shown.</p>` : '';
  return (
    `<section class="wide"><h2>Data</h2>${findings ? findingsTable(findings) : ''}` +
    `${shown.length > 0 ? featuresTable(shown, driftSince) : ''}${note}</section>`
  );
}

function findingsTable(findings: NonNullable<ReportedData['findings']>): string {
  if (findings.length === 0) return '<p>The checks before the training found nothing to note.</p>';
  const rows = findings
    .slice(0, SHOWN_FINDINGS)
    .map(
      ({ check, column, message }) =>
        `<tr><th scope="row">${escapeHtml(check)}</th><td>${escapeHtml(column ?? 'all rows')}</td>` +
        `<td>${escapeHtml(message)}</td></tr>`,
    );
  return (
    '<table class="facts"><thead><tr><th scope="col">check</th><th scope="col">column</th>' +
    `<th scope="col">found before the training</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  );
}

/** A column that no feature has is left out. */
function featuresTable(features: readonly ReportedFeature[], driftSince: string | undefined): string {
  const columns = NUMBERS.filter(({ key }) => features.some(feature => feature[key] !== undefined));
  const hasValues = features.some(({ mostFrequent }) => mostFrequent !== undefined);
  const hasDrift = driftSince !== undefined && features.some(({ psi }) => psi !== undefined);
  const rows = features.map(feature => {
    const numbers = columns.map(({ key }) => {
      const value = feature[key];
      return `<td>${value === undefined ? '' : formatNumber(value)}</td>`;
    });
    const value = hasValues ? `<td>${escapeHtml(feature.mostFrequent ?? '')}</td>` : '';
    const drift = hasDrift
      ? `<td>${feature.psi === undefined ? '–' : formatNumber(Number(feature.psi.toPrecision(3)))}</td>`
      : '';
    const missing = `<td>${formatNumber(Number((100 * feature.missingShare).toPrecision(3)))} %</td>`;
    return `<tr><th scope="row">${escapeHtml(feature.name)}</th>${missing}${numbers.join('')}${value}${drift}</tr>`;
  });
  const heads = [
    'feature',
    'missing',
    ...columns.map(({ title }) => title),
    ...(hasValues ? ['most frequent'] : []),
    ...(hasDrift ? [`PSI since ${driftSince}`] : []),
  ].map(title => `<th scope="col">${escapeHtml(title)}</th>`);
  return (
    `<table class="metrics"><thead><tr>${heads.join('')}</tr></thead>` +
    `<tbody>${rows.join('')}</tbody></table>`
  );
}

const NUMBERS = [
  { key: 'mean', title: 'mean' },
  { key: 'std', title: 'deviation' },
  { key: 'min', title: 'least' },
  { key: 'median', title: 'median' },
  { key: 'max', title: 'greatest' },
  { key: 'distinct', title: 'values' },
] as const;
