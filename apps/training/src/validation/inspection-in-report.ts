import type { DriftBin, ReportedFeature, TrainingReport } from '@reckit/evaluation';
import { binCounts, type FeatureStatistics, type Histogram } from '@reckit/features';
import { cut } from '@reckit/messages';
import type { Inspection } from './inspection';

const SHOWN_CHARACTERS = 30;

/** What a report shows of the data before they were trained on. */
export function inspectionInReport({
  statistics,
  validation,
}: Inspection): Pick<TrainingReport, 'data' | 'drift'> {
  const drift = validation?.drift;
  return {
    data: {
      ...(validation && { findings: validation.findings }),
      features: statistics.map(featureInReport),
    },
    ...(drift && {
      drift: {
        reference: `training rows of version ${drift.since}`,
        current: 'training rows of this one',
        features: drift.features.map(({ name, psi, expected, actual }) => ({
          name,
          psi,
          bins: binsOf(expected, actual),
        })),
      },
    }),
  };
}

/** Bins that neither has rows in say nothing. */
function binsOf(expected: Histogram, actual: Histogram): DriftBin[] {
  const [reference, current] = [sharesOf(expected), sharesOf(actual)];
  return labelsOf(expected)
    .map((label, i) => ({ label, reference: reference[i], current: current[i] }))
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

function featureInReport(found: FeatureStatistics): ReportedFeature {
  const common = { name: found.name, missingShare: found.rows === 0 ? 0 : found.missing / found.rows };
  if (found.kind === 'numeric') {
    const { mean, std, min, max, quantiles } = found;
    return {
      ...common,
      mean,
      std,
      min,
      max,
      median: quantiles.find(({ share }) => share === 0.5)?.value ?? null,
    };
  }
  const [mostFrequent] = found.histogram.values;
  return {
    ...common,
    distinct: found.distinct,
    ...(mostFrequent !== undefined && { mostFrequent: cut(mostFrequent, SHOWN_CHARACTERS) }),
  };
}
