/** A number that a service shows, with the labels that tell which. */
export interface MetricSample {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n' };

/**
 * The samples of one metric, or of one series of a histogram, that are said of a model.
 *
 * @param text - as `/metrics` has it
 * @param model - a service of one model says nothing of which
 */
export function samplesOf(text: string, metric: string, model: string): readonly MetricSample[] {
  const samples: MetricSample[] = [];
  for (const [, labelText = '', value] of text.matchAll(
    new RegExp(`^${metric}(?:\\{(.*)\\})? (\\S+)$`, 'gm'),
  )) {
    const labels = new Map(
      [...labelText.matchAll(LABEL)].map(([, name, quoted]) => [name, unescaped(quoted)]),
    );
    if ((labels.get('model') ?? model) === model) samples.push({ labels, value: numberOf(value) });
  }
  return samples;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);
}

/** As Prometheus writes numbers. */
export function numberOf(text: string): number {
  return text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
}
