import { cut } from '@reckit/messages';
import { binCounts, type Histogram } from './histogram';

const SHOWN_CHARACTERS = 30;

/** A range of numbers or a value, with the share that it has of two sets of rows. */
export interface LabelledBin {
  readonly label: string;
  readonly reference: number;
  readonly current: number;
}

/** Two histograms of the same bins, for a person. Bins that neither has rows in say nothing, and are left out. */
export function labelledBins(reference: Histogram, current: Histogram): LabelledBin[] {
  const [before, after] = [sharesOf(reference), sharesOf(current)];
  return labelsOf(reference)
    .map((label, i) => ({ label, reference: before[i], current: after[i] }))
    .filter(bin => bin.reference > 0 || bin.current > 0);
}

function labelsOf(histogram: Histogram): string[] {
  if (!('edges' in histogram)) {
    return [...histogram.values.map(value => cut(value, SHOWN_CHARACTERS)), 'others', 'missing'];
  }
  const edges = histogram.edges.map(edge => String(Number(edge.toPrecision(4))));
  const last = edges.length === 0 ? 'any' : `> ${edges[edges.length - 1]}`;
  return [...edges.map(edge => `≤ ${edge}`), last, 'missing'];
}

function sharesOf(histogram: Histogram): number[] {
  const counts = binCounts(histogram);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return counts.map(count => (rows === 0 ? 0 : count / rows));
}
