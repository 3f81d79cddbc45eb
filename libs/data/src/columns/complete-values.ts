import { MissingLabel } from '../errors';
import type { NumericCollector } from './numeric-collector';
import { placeOf } from './scan-columns';
import type { TableSource } from '../sources/table-source';

/**
 * The values of columns in which a missing one is a fault, in the order of the columns.
 *
 * @throws MissingLabel for the first row without a finite value
 */
export async function completeValues(
  source: TableSource,
  columns: readonly { readonly name: string; readonly collector: NumericCollector }[],
  rowCount: number,
): Promise<Float32Array[]> {
  for (const { name, collector } of columns) {
    if (collector.firstMissingRow === undefined) continue;
    const { path, position } = await placeOf(source, collector.firstMissingRow);
    throw new MissingLabel(path, position, name, collector.missingCount);
  }
  return columns.map(({ collector }) => collector.values(rowCount));
}
