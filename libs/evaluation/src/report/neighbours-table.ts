import { escapeHtml } from './escape-html';
import { formatNumber } from './number-format';

/** What is nearest to something that has a vector. */
export interface ReportedNeighbours {
  readonly id: string;
  /** How often it is in the data; of a node, how many neighbours it has. */
  readonly count: number;
  /** The nearest first. */
  readonly neighbours: readonly { readonly id: string; readonly similarity: number }[];
}

const DIGITS = 2;

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
  const cells = rows.map(({ id, count, neighbours }) => {
    const near = neighbours.map(
      neighbour =>
        `${escapeHtml(neighbour.id)} <span class="amount">${neighbour.similarity.toFixed(DIGITS)}</span>`,
    );
    return (
      `<tr><th scope="row">${escapeHtml(id)} <span class="amount">${formatNumber(count)}</span></th>` +
      `<td>${near.join(', ')}</td></tr>`
    );
  });
  return (
    `<section class="wide"><h2>${title}</h2><table class="near"><thead><tr><th scope="col">${counted}</th><th scope="col">nearest, and the cosine</th></tr></thead>` +
    `<tbody>${cells.join('')}</tbody></table></section>`
  );
}
