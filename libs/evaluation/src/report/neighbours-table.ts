import { escapeHtml } from './escape-html';
import { formatNumber } from './number-format';

/** What is nearest to something that has a vector. */
export interface ReportedNeighbours {
  readonly id: string;
  /** How often it is in the data. */
  readonly count: number;
  /** The nearest first. */
  readonly neighbours: readonly { readonly id: string; readonly similarity: number }[];
}

const DIGITS = 2;

/** A row for each of some ids, with what is nearest to it. */
export function neighboursSection(rows: readonly ReportedNeighbours[]): string {
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
    '<section class="wide"><h2>Nearest to the most frequent</h2>' +
    '<table class="near"><thead><tr><th scope="col">how often</th><th scope="col">nearest, and the cosine</th></tr></thead>' +
    `<tbody>${cells.join('')}</tbody></table></section>`
  );
}
