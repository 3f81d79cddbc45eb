import { scaleBand, scaleLinear } from 'd3-scale';
import { formatPercent, formatShare } from '../drawing/number-format';
import { escapeHtml } from '../page/escape-html';
import { seriesClass } from '../page/figure';
import { hiddenTable, cell } from '../page/table';
import type { DriftedFeature } from './drift-section';

const WIDTH = 240;
const HEIGHT = 96;

/** The share of each bin in either set of rows, as pairs of bars, with the numbers below. */
export function binsDrawing(
  { name, psi, bins }: DriftedFeature,
  sets: { readonly reference: string; readonly current: string },
): string {
  const most = Math.max(...bins.flatMap(({ reference, current }) => [reference, current]));
  const height = scaleLinear([0, most || 1], [0, HEIGHT - 2]);
  const left = scaleBand<number>([...bins.keys()], [0, WIDTH])
    .paddingInner(0.25)
    .paddingOuter(0.1);
  const half = left.bandwidth() / 2;
  const bars = bins.flatMap(({ label, reference, current }, bin) =>
    [reference, current].map((share, set) => {
      const x = (left(bin) ?? 0) + set * half;
      const tall = height(share);
      return (
        `<path class="area bin ${seriesClass(set)}" d="M${at(x)},${HEIGHT}v${at(-tall)}h${at(half)}v${at(tall)}Z">` +
        `<title>${escapeHtml(label)}: ${formatPercent(share)}</title></path>`
      );
    }),
  );
  const legend = [sets.reference, sets.current].map(
    (text, set) => `<span class="entry"><i class="swatch ${seriesClass(set)}"></i>${escapeHtml(text)}</span>`,
  );
  return (
    `<div class="multiple"><h3>${escapeHtml(name)} <span class="amount">PSI ${formatShare(psi)}, the tallest bar ${formatPercent(most)}</span></h3>` +
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(`Bins of ${name}`)}">` +
    `${bars.join('')}<path class="axis" d="M0,${HEIGHT - 0.5}H${WIDTH}"/></svg>` +
    `<p class="legend">${legend.join('')}</p>` +
    hiddenTable({
      className: 'numbers',
      columns: ['bin', sets.reference, sets.current],
      rows: bins.map(({ label, reference, current }) => ({
        name: label,
        cells: [cell(formatPercent(reference)), cell(formatPercent(current))],
      })),
    }) +
    '</div>'
  );
}

function at(value: number): string {
  return String(Number(value.toFixed(1)));
}
