import type { Recording } from '../recording';
import type { Recorded } from '../write-graph';
import { moveBiases } from './move-biases';
import { moveScales } from './move-scales';
import { numberMasks } from './number-masks';
import { planarProducts } from './planar-products';
import { rectifierGradients } from './rectifier-gradients';
import { Rewriting } from './rewriting';
import { splitMasks } from './split-masks';

/** Each needs what those before it have made. */
const PASSES = [splitMasks, rectifierGradients, numberMasks, planarProducts, moveScales, moveBiases] as const;

/** A recording as fewer and larger operators. */
export function rewritten(recording: Recording): Recorded {
  const rewriting = new Rewriting(recording);
  for (const pass of PASSES) {
    pass(rewriting);
    rewriting.prune();
  }
  return rewriting.recorded;
}
