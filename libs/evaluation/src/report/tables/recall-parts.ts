import type { RecallBin } from '../../retrieval/recall-bin';
import type { RetrievalFindings } from '../../retrieval/retrieval-findings';
import { formatNumber, formatShare } from '../drawing/number-format';
import { seriesClass } from '../page/figure';
import { section } from '../page/section';
import { barCell, cell, table } from '../page/table';

/** Recall by the popularity of the target, as bars: what is found of what few have met. */
export function recallByPopularitySection({ methods, k }: RetrievalFindings): string {
  return barTable(
    `Recall@${k} by popularity of the target`,
    ['events', 'items', 'targets'],
    methods[0].byPopularity.map(bin => [rangeOf(bin), formatNumber(bin.items), formatNumber(bin.count)]),
    methods.map(({ name, byPopularity }) => ({ name, bins: byPopularity })),
    'Items by their events in the training part: a row is a tenth of the catalogue, or more where many have as many.',
  );
}

/** Recall by the number of events that a query has behind it, as bars. */
export function recallByHistorySection({ methods, k }: RetrievalFindings): string {
  const [{ byHistoryLength = [] }] = methods;
  return barTable(
    `Recall@${k} by length of the history`,
    ['events', 'queries'],
    byHistoryLength.map(bin => [rangeOf(bin), formatNumber(bin.count)]),
    methods.map(method => ({ name: method.name, bins: method.byHistoryLength ?? [] })),
    'Queries by the events that stand before the one to be found.',
  );
}

/** A row a part, its own columns first, then a bar for each method. */
function barTable(
  title: string,
  columns: readonly string[],
  parts: readonly (readonly string[])[],
  methods: readonly { readonly name: string; readonly bins: readonly RecallBin[] }[],
  note: string,
): string {
  if (parts.length === 0) return '';
  const most = Math.max(...methods.flatMap(({ bins }) => bins.map(({ recall }) => recall)));
  const rows = parts.map(([name, ...counts], i) => ({
    name,
    cells: [
      ...counts.map(count => cell(count, 'count')),
      ...methods.map(({ bins }, method) =>
        barCell(bins[i]?.recall, most, { className: seriesClass(method), format: formatShare }),
      ),
    ],
  }));
  const [first, ...counted] = columns;
  const heads = [
    first,
    ...counted.map(text => ({ text, className: 'count' })),
    ...methods.map(({ name }) => name),
  ];
  return section(title, table({ className: 'bars parts', columns: heads, rows }), { note, isWide: true });
}

function rangeOf({ from, to }: RecallBin): string {
  return from === to ? formatNumber(from) : `${formatNumber(from)} to ${formatNumber(to)}`;
}
