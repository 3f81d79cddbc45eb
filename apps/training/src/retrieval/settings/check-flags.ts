import { checkHoldOut } from '../data/hold-out';
import { retrievalStoppingMetric } from '../fit/stopping-metric';
import type { RetrievalFlags } from './flags';

/** @throws BadTrainingRun for flags that do not go together, or name what is not measured */
export function checkRetrievalFlags(flags: RetrievalFlags): void {
  checkHoldOut(flags);
  retrievalStoppingMetric(flags.earlyStoppingMetric);
}
