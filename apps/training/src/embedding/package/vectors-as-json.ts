import { newUnfinishedFile, type PackageContent } from '@reckit/artifacts';
import type { VectorTable } from '@reckit/embedding';
import { jsonFile } from '../../vectors/files/json-file';
import type { VectorSink } from '../../vectors/vector-sink';
import { batchesOf } from './batches-of';
import type { LookupModel, PackagedRun } from './lookup-package';

/** As text, more vectors take gigabytes, and who loads the package reads them all to verify it. */
export const MOST_AS_JSON = 100_000;

/** The file of a package that has its vectors as the Go side loads them; none where they are too many. */
export async function vectorsAsJson(
  { flags, version }: PackagedRun,
  { name }: LookupModel,
  table: VectorTable,
): Promise<PackageContent['files']> {
  if (table.ids.length > MOST_AS_JSON) return {};
  const from = await newUnfinishedFile(flags.modelDir, name, version);
  await fill(await jsonFile(from, table.dim), table);
  return { [`${name}_vectors.json`]: { from } };
}

/** Writes all vectors, or nothing. */
export async function fill(sink: VectorSink, table: VectorTable): Promise<void> {
  try {
    for (const batch of batchesOf(table)) await sink.take(batch);
    await sink.finish();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}
