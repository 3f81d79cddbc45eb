import { categoryRows } from '@reckit/features';
import { tabularLayout, type EmbeddingTable, type TabularLayout } from '@reckit/nn';
import { doesNotFit } from '../../run/init/initial-version';
import type { InitialNetwork } from './initial-network';

/**
 * Gives the values that a version knows their embeddings. Those that are new keep what the seed gave them.
 *
 * @param signature - whose features the table belongs to
 * @param layout - of these features now: each has its values of then in their places, and new ones after them
 * @returns rows that were taken over
 * @throws BadTrainingRun if there are none, or of another length
 */
export function takeTable(
  { manifest, graphs, specs }: InitialNetwork,
  signature: string,
  table: EmbeddingTable,
  layout: TabularLayout,
): number {
  const spec = specs.get(signature);
  const held = graphs.get(signature)?.tables.get(table.name);
  if (!spec || !held) throw doesNotFit(manifest, `it has no embeddings for the signature "${signature}"`);
  const before = tabularLayout(spec);
  const [rows, dim] = held.shape;
  if (rows !== before.tableRows || dim !== table.dim) {
    throw doesNotFit(
      manifest,
      `an embedding has ${table.dim} numbers here, and ${manifest.version} has ${rows} rows of ${dim} for ${before.tableRows} values`,
    );
  }
  const values = held.values();
  const firstRows = new Map(layout.slots.map(({ feature, firstRow }) => [feature.name, firstRow]));
  for (const { feature, firstRow } of before.slots) {
    const to = firstRows.get(feature.name);
    if (to === undefined) throw doesNotFit(manifest, `the feature "${feature.name}" is not here`);
    const end = firstRow + categoryRows(feature.coding);
    table.values.set(values.subarray(firstRow * dim, end * dim), to * dim);
  }
  return rows;
}
