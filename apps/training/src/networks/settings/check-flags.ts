import { checkCalibrate } from '../../calibration/calibrate-flag';
import { askedSplit } from '../../run/split/split-flags';
import type { CommonFlags } from '../../run/training-model';
import type { RankingFlags } from './flags';

/** @throws BadTrainingRun for flags of a network that ranks which do not go together */
export function checkRankingFlags(flags: CommonFlags & RankingFlags): void {
  askedSplit(flags);
  checkCalibrate(flags);
}
