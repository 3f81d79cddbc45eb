import { escapeHtml } from './escape-html';

/** A line of the legend: the class that colours a series, and what the series is. */
export interface LegendEntry {
  readonly className: string;
  readonly name: string;
}

/** A drawing under its title, with the legend of its series. */
export function figure(title: string, svg: string, legend: readonly LegendEntry[]): string {
  const entries = legend.map(
    ({ className, name }) => `<span><i class="swatch ${className}"></i>${escapeHtml(name)}</span>`,
  );
  return (
    `<figure><h2>${escapeHtml(title)}</h2>${svg}` + `<figcaption>${entries.join('')}</figcaption></figure>`
  );
}

/** Classes that colour the series of a drawing, in order; a palette that colour-blind readers tell apart. */
const SERIES_CLASSES = ['series-1', 'series-2', 'series-3', 'series-4'] as const;

export function seriesClass(index: number): string {
  return SERIES_CLASSES[index % SERIES_CLASSES.length];
}
