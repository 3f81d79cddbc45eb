import { percent } from '../report/percent';
import type { TrainedModel } from '../run/training-model';
import type { SampledNegatives } from './sample-negatives';

/** `1,234 of 12,340 kept (10.0 %), by whose odds answers are corrected`. */
export function describeNegatives({ kept, of }: SampledNegatives): string {
  return `${count(kept)} of ${count(of)} to train on kept (${percent(kept / of)}); answers are those of all rows`;
}

/** What the manifest says of rows that were left out. */
export function negativesEntry(negatives: SampledNegatives | null | undefined): TrainedModel['data'] {
  return negatives ? { negatives: { kept: negatives.kept, of: negatives.of } } : {};
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
