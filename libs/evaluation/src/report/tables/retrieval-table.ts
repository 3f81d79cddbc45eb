import type { RetrievalAtK } from '../../retrieval/evaluate-retrieval';
import type { RetrievalFindings } from '../../retrieval/retrieval-findings';
import { formatMetric, formatNumber } from '../drawing/number-format';
import { section } from '../page/section';
import { cell, table, type TableRow } from '../page/table';

const METRICS = [
  { name: 'recall', valueOf: (at: RetrievalAtK) => at.recall },
  { name: 'hit rate', valueOf: (at: RetrievalAtK) => at.hitRate },
  { name: 'NDCG', valueOf: (at: RetrievalAtK) => at.ndcg },
  { name: 'coverage', valueOf: (at: RetrievalAtK) => at.coverage },
] as const;

/** Every metric of the model beside those of the baselines. */
export function retrievalTable(findings: RetrievalFindings): string {
  const { methods } = findings;
  const rows = METRICS.filter(({ name }) => name !== 'hit rate' || !hitRateIsRecall(findings)).flatMap(
    ({ name, valueOf }) =>
      methods[0].byK.map(({ k }, i) =>
        row(
          `${name}@${k}`,
          methods.map(({ byK }) => valueOf(byK[i])),
        ),
      ),
  );
  rows.push(
    row(
      'MRR',
      methods.map(({ mrr }) => mrr),
    ),
  );
  const columns = ['', ...methods.map(({ name }) => name)];
  return section('Retrieval', table({ className: 'metrics', columns, rows }), { note: noteOf(findings) });
}

/** With one target a query the two are the same, and a reader need not wonder where they differ. */
function hitRateIsRecall({ methods }: RetrievalFindings): boolean {
  return methods.every(({ byK }) => byK.every(({ hitRate, recall }) => hitRate === recall));
}

function row(name: string, values: readonly number[]): TableRow {
  return { name, cells: values.map(value => cell(formatMetric(value))) };
}

function noteOf({ queries, items, excludedTargets }: RetrievalFindings): string {
  const missed =
    excludedTargets === 0
      ? ''
      : ` ${formatNumber(excludedTargets)} targets are left out with what the user has had, and count as missed.`;
  return `${formatNumber(queries)} queries, each ranking ${formatNumber(items)} items.${missed}`;
}
