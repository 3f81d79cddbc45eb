import { int } from '../kernels/attributes';
import type { Rewriting } from './rewriting';

const PLANE = 2;

/** A product of two matrices is a `Gemm`, which takes a factor and a bias in. */
export function planarProducts(rewriting: Rewriting): void {
  for (const node of rewriting.nodes) {
    const { op, inputs } = node;
    if (op !== 'MatMul' || !inputs.every(input => rewriting.shape(input)?.length === PLANE)) continue;
    rewriting.change(node, { op: 'Gemm', inputs, attributes: { transA: int(0), transB: int(0) } });
  }
}
