import type { ValueId } from '../traced-tensor';
import { factorsOf, type Rewriting } from './rewriting';

/** A dropout's mask as numbers, 0 or 1, and what it scales by. */
interface ScaledMask {
  readonly mask: ValueId;
  readonly scale: ValueId;
}

/**
 * Dropout multiplies by a mask that has been scaled: `x · (mask · c)` becomes `(x · mask) · c`, so that the factor can go into
 * the product that reads it (`moveScales`). As masks are 0 or 1 nothing is rounded otherwise.
 */
export function splitMasks(rewriting: Rewriting): void {
  for (const node of rewriting.nodes) {
    const factors = factorsOf(node, value => scaledMask(rewriting, value));
    if (!factors) continue;
    const { other, found } = factors;
    const masked = rewriting.insert(
      node,
      { op: 'Mul', inputs: [other, found.mask] },
      rewriting.shape(node.outputs[0]),
    );
    rewriting.change(node, { op: 'Mul', inputs: [masked, found.scale] });
  }
}

function scaledMask(rewriting: Rewriting, value: ValueId): ScaledMask | null {
  const product = rewriting.producer(value, 'Mul');
  const factors = product && factorsOf(product, each => (rewriting.number(each) === null ? null : each));
  return factors && isMask(rewriting, factors.other) ? { mask: factors.other, scale: factors.found } : null;
}

/** Whether a value is a bool as a number; what else is cast to floats is. */
export function isMask(rewriting: Rewriting, value: ValueId): boolean {
  const cast = rewriting.producer(value, 'Cast');
  return cast !== null && rewriting.isBool(cast.inputs[0]);
}
