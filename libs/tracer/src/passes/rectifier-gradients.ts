import { float } from '../kernels/attributes';
import type { RecordedNode } from '../recording';
import type { ValueId } from '../traced-tensor';
import { factorsOf, type Rewriting } from './rewriting';
import { isMask } from './split-masks';

/** `HardSigmoid`, which is min(1, alpha · x), tells whether x is positive: in one pass, where ONNX Runtime's `Sign` takes five times as long. */
const STEEP = { alpha: float(1e38), beta: float(0) };

/**
 * The gradient of a rectifier passes where its result is positive: `Cast(Greater(y, 0))` is one operator, for `y` is never
 * negative. Where a dropout follows the rectifier, `h = y · mask` is positive exactly where both pass: the gradient,
 * `(dh · mask · c) · step(y)`, is `(dh · c) · step(h)`.
 */
export function rectifierGradients(rewriting: Rewriting): void {
  for (const node of rewriting.nodes) {
    const factors = factorsOf(node, value => rectifiedBy(rewriting, value));
    if (!factors) continue;
    const { other, found } = factors;
    const dropped = droppedGradient(rewriting, other, found, node);
    const shape = rewriting.shape(node.outputs[0]);
    if (dropped === null) {
      const step = rewriting.insert(
        node,
        { op: 'HardSigmoid', inputs: [found], attributes: STEEP },
        rewriting.shape(found),
      );
      rewriting.change(node, { op: 'Mul', inputs: [other, step] });
      continue;
    }
    const scaled = rewriting.insert(node, { op: 'Mul', inputs: [dropped.gradient, dropped.scale] }, shape);
    const step = rewriting.insert(
      node,
      { op: 'HardSigmoid', inputs: [dropped.result], attributes: STEEP },
      shape,
    );
    rewriting.change(node, { op: 'Mul', inputs: [scaled, step] });
  }
}

/** The result of a rectifier, of which a value tells as 1 or 0 whether it is positive. */
function rectifiedBy(rewriting: Rewriting, value: ValueId): ValueId | null {
  const cast = rewriting.producer(value, 'Cast');
  const greater = rewriting.producer(cast?.inputs[0] ?? null, 'Greater');
  if (!greater) return null;
  const [y, bound] = greater.inputs;
  return y !== null && rewriting.number(bound) === 0 && rewriting.producer(y, 'Relu') ? y : null;
}

interface Dropped {
  /** Of what the dropout has given. */
  readonly gradient: ValueId;
  readonly scale: ValueId;
  /** What the dropout has kept, before it is scaled. */
  readonly result: ValueId;
}

/** Takes `(gradient · mask) · scale` apart, where the mask is that of a dropout right after the rectifier. */
function droppedGradient(
  rewriting: Rewriting,
  value: ValueId,
  rectified: ValueId,
  reader: RecordedNode,
): Dropped | null {
  const scaled = rewriting.producer(value, 'Mul');
  if (!scaled || !rewriting.isReadBy(value, reader)) return null;
  const scale = factorsOf(scaled, each => (rewriting.number(each) === null ? null : each));
  const masked = scale && rewriting.producer(scale.other, 'Mul');
  if (!masked || !rewriting.isReadBy(scale.other, scaled)) return null;
  const mask = factorsOf(masked, each => (isMask(rewriting, each) ? each : null));
  if (!mask) return null;
  const forward = rewriting.nodes.find(
    ({ op, inputs }) => op === 'Mul' && inputs.includes(rectified) && inputs.includes(mask.found),
  );
  return forward ? { gradient: mask.other, scale: scale.found, result: forward.outputs[0] } : null;
}
