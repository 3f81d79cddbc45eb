import { float } from '../kernels/attributes';
import type { RecordedNode } from '../recording';
import type { ValueId } from '../traced-tensor';
import { factorsOf, type Rewriting } from './rewriting';

/**
 * A number that scales a matrix goes into the product that makes it, or into all products that read it, where it costs
 * nothing: `c · (A · B)` and `(c · A) · B` are `Gemm` with `alpha = c`.
 */
export function moveScales(rewriting: Rewriting): void {
  for (const { outputs } of rewriting.nodes) {
    // Those before may have changed it.
    const node = rewriting.producer(outputs[0], 'Mul');
    const factors = node && factorsOf(node, value => rewriting.number(value));
    if (!factors || !isSameShape(rewriting, outputs[0], factors.other)) continue;
    if (!intoMaker(rewriting, node, factors.other, factors.found)) {
      intoReaders(rewriting, outputs[0], factors.other, factors.found);
    }
  }
}

function intoMaker(rewriting: Rewriting, node: RecordedNode, product: ValueId, factor: number): boolean {
  const maker = rewriting.producer(product, 'Gemm');
  if (!maker || !rewriting.isReadBy(product, node)) return false;
  scale(rewriting, maker, maker.inputs, factor);
  rewriting.redirect(node.outputs[0], product);
  return true;
}

function intoReaders(rewriting: Rewriting, scaled: ValueId, matrix: ValueId, factor: number): void {
  const readers = rewriting.readers(scaled);
  const areProducts = readers?.every(
    ({ op, inputs: [a, b, bias] }) => op === 'Gemm' && (a === scaled) !== (b === scaled) && bias !== scaled,
  );
  if (!readers || !areProducts) return;
  for (const reader of readers) {
    const inputs = reader.inputs.map(input => (input === scaled ? matrix : input));
    scale(rewriting, reader, inputs, factor);
  }
}

function scale(
  rewriting: Rewriting,
  node: RecordedNode,
  inputs: RecordedNode['inputs'],
  factor: number,
): void {
  const { alpha } = node.attributes;
  const before = alpha?.kind === 'float' ? alpha.value : 1;
  rewriting.change(node, {
    op: 'Gemm',
    inputs,
    attributes: { ...node.attributes, alpha: float(before * factor) },
  });
}

function isSameShape(rewriting: Rewriting, left: ValueId, right: ValueId): boolean {
  return rewriting.shape(left)?.join() === rewriting.shape(right)?.join();
}
