import { formatMetric, formatNumber } from '../drawing/number-format';
import { section } from '../page/section';
import { cell, table } from '../page/table';

/** A metric of a model, and of what it is compared with. */
export interface ReportedMetric {
  readonly name: string;
  readonly validation?: number | null;
  readonly training?: number | null;
  /** The same metric of an answer that is the same for every row. */
  readonly constant?: number | null;
}

const COLUMNS = ['validation', 'training', 'constant'] as const;

/** A column that no metric has is left out. */
export function metricsSection(metrics: readonly ReportedMetric[]): string {
  const columns = COLUMNS.filter(column => metrics.some(metric => metric[column] !== undefined));
  const rows = metrics.map(metric => ({
    name: metric.name,
    cells: columns.map(column => {
      const value = metric[column];
      return cell(value === undefined ? '' : formatMetric(value));
    }),
  }));
  const note = columns.includes('constant') ? 'constant: an answer that is the same for every row' : '';
  return section('Metrics', table({ className: 'metrics', columns: ['', ...columns], rows }), { note });
}

/** Predicted less actual amount, by quantile from 0 to 1. */
export interface Residual {
  readonly quantile: number;
  readonly residual: number;
}

export function residualsSection(residuals: readonly Residual[]): string {
  const rows = residuals.map(({ quantile, residual }) => ({
    name: `${formatNumber(quantile * 100)} % of rows at most`,
    cells: [cell(formatNumber(residual))],
  }));
  return section('Predicted less actual', table({ className: 'metrics', columns: ['', ''], rows }));
}
