import type { ReportedFeature, TrainingReport } from '@reckit/evaluation';
import { labelledBins, type FeatureStatistics } from '@reckit/features';
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
          bins: labelledBins(expected, actual),
        })),
      },
    }),
  };
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
