import type { SplitRule } from '@reckit/data';
import { openPath, type TrainingData } from '@reckit/training-data';
import type { TrainingRun } from '../training-model';
import { askedSplit, type SplitFlags } from './split-flags';

/** How the rows to validate on are found: by a rule, or in data of their own. */
export type SplitPlan = SplitRule | { readonly rule: 'file'; readonly data: TrainingData };

/** Runs `use` with the plan that the flags ask for; data of their own are there as long as it runs. */
export async function withSplitPlan<T>(
  { flags, console }: Pick<TrainingRun<SplitFlags>, 'flags' | 'console'>,
  use: (plan: SplitPlan) => Promise<T>,
): Promise<T> {
  const asked = askedSplit(flags);
  if (asked.rule !== 'file') return use(asked);
  const { release, ...data } = await openPath(asked.path, flags, console);
  try {
    return await use({ rule: 'file', data });
  } finally {
    await release();
  }
}
