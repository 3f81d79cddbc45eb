import type { RecordedNode } from '../recording';
import type { ValueId } from '../traced-tensor';
import type { Rewriting } from './rewriting';

/** `A · B + bias` is one `Gemm`, where the bias is a row that is added to each. */
export function moveBiases(rewriting: Rewriting): void {
  for (const node of rewriting.nodes) {
    const { op, inputs } = node;
    if (op !== 'Add') continue;
    const [left, right] = inputs;
    if (left === null || right === null) continue;
    if (!intoProduct(rewriting, node, left, right)) intoProduct(rewriting, node, right, left);
  }
}

function intoProduct(rewriting: Rewriting, sum: RecordedNode, product: ValueId, bias: ValueId): boolean {
  const maker = rewriting.producer(product, 'Gemm');
  const columns = rewriting.shape(product)?.at(-1);
  const shape = rewriting.shape(bias);
  if (!maker || maker.inputs.length > 2 || !rewriting.isReadBy(product, sum)) return false;
  if (shape?.length !== 1 || shape[0] !== columns) return false;
  rewriting.change(sum, { op: 'Gemm', inputs: [...maker.inputs, bias], attributes: maker.attributes });
  return true;
}
