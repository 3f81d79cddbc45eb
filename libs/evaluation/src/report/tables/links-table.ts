import type { LinkFindings } from '../../links/link-findings';
import { formatMetric, formatNumber } from '../drawing/number-format';
import { section } from '../page/section';
import { cell, table } from '../page/table';

/** How well links are predicted, the model beside the baselines. */
export function linksTable({ methods, linked, unlinked }: LinkFindings): string {
  return section(
    'Link prediction',
    table({
      className: 'metrics',
      columns: ['', 'AUC', 'average precision'],
      rows: methods.map(({ name, auc, averagePrecision }) => ({
        name,
        cells: [auc, averagePrecision].map(value => cell(formatMetric(value))),
      })),
    }),
    {
      note: `${formatNumber(linked)} pairs of neighbours that were held out, beside ${formatNumber(unlinked)} pairs that are none.`,
    },
  );
}
