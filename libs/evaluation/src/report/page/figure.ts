import type { Plot } from '../drawing/plot';
import { escapeHtml } from './escape-html';
import { hiddenTable, type Table } from './table';

/** A line of the legend: the class that colours a series, and what the series is. */
export interface LegendEntry {
  readonly className: string;
  readonly name: string;
}

/** A drawing under its title, with the legend of its series, and its numbers for who asks for them. */
export function figure(plot: Plot, legend: readonly LegendEntry[], numbers?: Table): string {
  const entries = legend.map(
    ({ className, name }) =>
      `<span class="entry"><i class="swatch ${className}"></i>${escapeHtml(name)}</span>`,
  );
  return (
    `<figure><h2>${escapeHtml(plot.title)}</h2>${plot.toSvg()}<figcaption>${entries.join('')}</figcaption>` +
    `${numbers ? hiddenTable(numbers) : ''}</figure>`
  );
}

/** Classes that colour the series of a drawing, in order; a palette that colour-blind readers tell apart. */
const SERIES_CLASSES = ['series-1', 'series-2', 'series-3', 'series-4'] as const;

export function seriesClass(index: number): string {
  return SERIES_CLASSES[index % SERIES_CLASSES.length];
}
