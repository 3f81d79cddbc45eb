import type { ReportedData, ReportedFeature } from '@reckit/evaluation';
import type { FeatureStatistics } from '@reckit/features';
import { cut } from '@reckit/messages';
import type { Inspection } from './inspection';

const SHOWN_CHARACTERS = 30;

/** What a report shows of the data before they were trained on. */
export function inspectionInReport({ statistics, validation }: Inspection): ReportedData {
  const drift = new Map(validation?.drift?.features.map(({ name, psi }) => [name, psi]));
  return {
    ...(validation && { findings: validation.findings }),
    features: statistics.map(found => {
      const psi = drift.get(found.name);
      return { ...featureInReport(found), ...(psi !== undefined && { psi }) };
    }),
    ...(validation?.drift && { driftSince: validation.drift.since }),
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
