import { format } from 'd3-format';
import { formatNumber } from '../drawing/number-format';
import { escapeHtml } from '../page/escape-html';
import { section } from '../page/section';
import { table } from '../page/table';

/** What is nearest to something that has a vector. */
export interface ReportedNeighbours {
  readonly id: string;
  /** How often it is in the data; of a node, how many neighbours it has. */
  readonly count: number;
  /** The nearest first. */
  readonly neighbours: readonly { readonly id: string; readonly similarity: number }[];
}

const formatCosine = format('.2f');

/** Of what some ids were chosen by, and what is counted of them. */
const OF_GRAPHS = { title: 'Nearest to the best connected', counted: 'neighbours' };
const OF_SEQUENCES = { title: 'Nearest to the most frequent', counted: 'how often' };

/**
 * A row for each of some ids, with what is nearest to it.
 *
 * @param isGraph - whether they are nodes, whose count is that of their neighbours
 */
export function neighboursSection(rows: readonly ReportedNeighbours[], isGraph: boolean): string {
  const { title, counted } = isGraph ? OF_GRAPHS : OF_SEQUENCES;
  return section(
    title,
    table({
      className: 'near',
      columns: [counted, 'nearest, and the cosine'],
      rows: rows.map(({ id, count, neighbours }) => ({
        name: id,
        beside: formatNumber(count),
        cells: [`<td>${neighbours.map(near).join(', ')}</td>`],
      })),
    }),
    { isWide: true },
  );
}

function near({ id, similarity }: ReportedNeighbours['neighbours'][number]): string {
  return `${escapeHtml(id)} <span class="amount">${formatCosine(similarity)}</span>`;
}
