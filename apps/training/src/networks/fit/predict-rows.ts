import type { Engine, Feeds } from '@reckit/nn';
import type { TabularBatches } from '../data/tabular-batches';

/**
 * The outputs of a network for some rows, computed batch by batch.
 *
 * @param batchSize - that of `batches`
 * @param signal - ends it before the next batch, with its reason as error
 * @returns by output, each [rows.length], or [rows.length, columns] row by row
 */
export async function predictRows(
  engine: Pick<Engine, 'predict'>,
  { batches, lookups }: TabularBatches,
  rows: Uint32Array,
  batchSize: number,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Float32Array>> {
  const looked = Object.entries(lookups).map(([name, lookup]) => ({
    name,
    lookup,
    values: new Float32Array(batchSize * lookup.slots * lookup.dim),
  }));
  const feeds: Feeds = {
    ...batches.feeds,
    ...Object.fromEntries(looked.map(({ name, values }) => [name, values])),
  };
  const outputs = new Map<string, Float32Array>();
  for (let begin = 0; begin < rows.length; begin += batchSize) {
    signal?.throwIfAborted();
    const batch = rows.subarray(begin, begin + batchSize);
    batches.fill(batch, 0);
    for (const { lookup, values } of looked) lookup.gather(batch, values);
    for (const [name, values] of Object.entries(await engine.predict(feeds, batch.length))) {
      const columns = values.length / batch.length;
      const all = outputs.get(name) ?? new Float32Array(rows.length * columns);
      all.set(values, begin * columns);
      outputs.set(name, all);
    }
  }
  return outputs;
}
