import type { LinkFindings } from '../links/link-findings';
import { escapeHtml } from './escape-html';
import { formatMetric, formatNumber } from './number-format';

/** How well links are predicted, the model beside the baselines. */
export function linksTable({ methods, linked, unlinked }: LinkFindings): string {
  const rows = methods.map(
    ({ name, auc, averagePrecision }) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td>${formatMetric(auc)}</td><td>${formatMetric(averagePrecision)}</td></tr>`,
  );
  return (
    '<section><h2>Link prediction</h2><table class="metrics"><thead><tr><th scope="col"></th>' +
    '<th scope="col">AUC</th><th scope="col">average precision</th></tr></thead>' +
    `<tbody>${rows.join('')}</tbody></table><p class="quiet">${formatNumber(linked)} pairs of neighbours that were ` +
    `held out, beside ${formatNumber(unlinked)} pairs that are none.</p></section>`
  );
}
