import { numberStatistics, StatisticsCollector, type FeatureStatistics } from '@reckit/features';
import { constantColumns } from './checks/constant';
import { driftFindings, driftSince, heldDriftFindings } from './checks/drift';
import { repeatedRows } from './checks/duplicates';
import { imbalance } from './checks/imbalance';
import { leaks } from './checks/leak';
import { missingValues } from './checks/missing';
import { outOfRange } from './checks/range';
import { uniqueValues } from './checks/unique';
import type { CurrentStatistics } from './current-statistics';
import type { ExaminedData, ExaminedLabel, ReadData } from './examined-data';
import { CHECK_NAMES, type CheckName, type Finding } from './finding';
import type { Inspect, Validation } from './inspection';

const CHECKED: readonly ((data: ExaminedData) => Finding[])[] = [
  constantColumns,
  imbalance,
  missingValues,
  outOfRange,
  uniqueValues,
  repeatedRows,
  leaks,
  heldDriftFindings,
];
/** What is looked for in data to validate on, from which nothing is learnt. */
const CHECKED_OF_HELD = [imbalance, missingValues, outOfRange];

/**
 * Looks for what is wrong with data.
 *
 * @param statistics - of the training part
 * @param current - what the current version was trained on
 * @param failOn - what stops a training
 */
export function examine(
  data: ReadData,
  statistics: readonly FeatureStatistics[],
  current: CurrentStatistics | null,
  failOn: readonly CheckName[],
): Validation {
  const labels = labelsOf(data);
  const examined: ExaminedData = { ...data, statistics, labels };
  const drift = current && { since: current.version, features: driftSince(current.features, data) };
  const findings = [
    ...CHECKED.flatMap(check => check(examined)),
    ...heldFindings(data),
    ...(drift ? driftFindings(drift.features, drift.since) : []),
  ];
  return {
    rows: data.read.rowCount + (data.held?.read.rowCount ?? 0),
    findings: findings
      .sort((a, b) => CHECK_NAMES.indexOf(a.check) - CHECK_NAMES.indexOf(b.check))
      .map(finding => ({ ...finding, stops: failOn.includes(finding.check) })),
    labels: labels.map(({ statistics }) => statistics),
    drift,
  };
}

/** What is told of data of their own to validate on. */
function heldFindings({ held, ...data }: ReadData): Finding[] {
  if (held === undefined) return [];
  const trainRows = Uint32Array.from({ length: held.read.rowCount }, (_, row) => row);
  const own = { ...data, ...held, trainRows };
  const examined = { ...own, statistics: trainingStatistics(own), labels: labelsOf(own) };
  return CHECKED_OF_HELD.flatMap(check => check(examined)).map(finding => ({
    ...finding,
    message: `in ${held.shown}, ${finding.message}`,
  }));
}

/** The statistics of the training part of data that have been read. */
export function trainingStatistics({ spec, read, trainRows }: ReadData): FeatureStatistics[] {
  const collector = new StatisticsCollector(spec, trainRows.length);
  collector.add(read.columns, trainRows);
  return collector.statistics();
}

/** Looks at nothing. */
export const takeStatistics: Inspect = data => ({ statistics: trainingStatistics(data), validation: null });

function labelsOf({ targets, read: { targets: read, rowCount } }: ReadData): ExaminedLabel[] {
  return targets.flatMap(target => {
    const name = typeof target === 'string' ? target : target.name;
    const values = read.get(name);
    if (values === undefined) return [];
    const statistics = numberStatistics(name, values);
    const isBinary = typeof target !== 'string' && target.kind === 'label';
    return [{ name, isBinary, values, statistics, positives: Math.round((statistics.mean ?? 0) * rowCount) }];
  });
}
