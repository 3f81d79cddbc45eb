import { recordHeldOut, type HeldOutRecord, type SplitLabels } from '@reckit/data';
import { type DescribedSource, describeSource, type TrainingData } from '@reckit/training-data';
import type { SplitPlan } from './split-plan';

/** What was held out, for the manifest. */
export interface HeldOut {
  readonly plan: SplitPlan;
  /** The rows, by their numbers in the data that hold them. */
  readonly rows: Uint32Array;
  /** What the rule looked at beside the rows. */
  readonly labels: SplitLabels;
}

/** The record of what was held out. @param source - that of `data`, which were trained on */
export async function describeHeldOut(
  { plan, rows, labels }: HeldOut,
  data: TrainingData,
  source: DescribedSource,
): Promise<HeldOutRecord> {
  if (plan.rule !== 'file') return recordHeldOut(plan, recordedData(source, data), rows, labels);
  const held = recordedData(await describeSource(plan.data), plan.data);
  return recordHeldOut({ rule: 'file' }, held, rows);
}

/** Data as the record of what was held out of them has them. */
export function recordedData(
  source: DescribedSource,
  { options: { format, encoding } }: TrainingData,
): HeldOutRecord['data'] {
  const { path, sha256, bytes, where } = source;
  return {
    path,
    sha256,
    bytes,
    ...(where !== undefined && { where }),
    ...(format !== undefined && { format }),
    ...(encoding !== undefined && { encoding }),
  };
}

/** A split in a line: `8,000 rows to train on, 2,000 to validate (seed 42)`. */
export function describeParts(plan: SplitPlan, trainRows: number, validationRows: number): string {
  if (plan.rule === 'none') {
    return `all ${count(trainRows)} rows to train on, none held out: what is measured are these`;
  }
  return `${count(trainRows)} rows to train on, ${count(validationRows)} to validate (${basisOf(plan)})`;
}

/** By what rows are held out. */
function basisOf(plan: Exclude<SplitPlan, { readonly rule: 'none' }>): string {
  switch (plan.rule) {
    case 'random':
      return `seed ${plan.seed}`;
    case 'time':
      return plan.column === undefined ? 'the last ones' : `the newest by ${plan.column}`;
    case 'group':
      return `whole groups of ${plan.column}, seed ${plan.seed}`;
    case 'last':
      return `the last of each user, seed ${plan.seed}`;
    case 'file':
      return plan.data.shown;
  }
}

/** The share that was to be held out, for the manifest; nothing where a share has no part in it. */
export function validationShare(plan: SplitPlan): { readonly validation_share?: number } {
  return 'share' in plan ? { validation_share: plan.share } : {};
}

/** The rows that the metrics are of. */
export function measuredRows({ rule }: SplitPlan): 'validation' | 'training' {
  return rule === 'none' ? 'training' : 'validation';
}

/** What the console calls the metrics. */
export function measuredName(plan: SplitPlan): 'Validation' | 'Training' {
  return measuredRows(plan) === 'training' ? 'Training' : 'Validation';
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
