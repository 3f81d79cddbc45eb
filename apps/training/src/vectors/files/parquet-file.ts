import { rename, rm } from 'node:fs/promises';
import { writeParquet } from '@reckit/data';
import type { VectorSink } from '../vector-sink';
import { jsonLinesFile } from './json-file';

/**
 * A table of `id` and `vector`, a list of float32. It is written as lines of JSON first, from which the database makes
 * it as a stream.
 */
export async function parquetFile(path: string, dim: number): Promise<VectorSink> {
  const linesPath = `${path}.jsonl.tmp`;
  const partial = `${path}.tmp`;
  const lines = await jsonLinesFile(linesPath, dim);
  return {
    take: batch => lines.take(batch),
    async finish() {
      await lines.finish();
      try {
        await writeParquet(linesPath, partial, { id: 'VARCHAR', vector: 'FLOAT[]' });
        await rename(partial, path);
      } finally {
        await rm(linesPath, { force: true });
      }
    },
    async discard() {
      await lines.discard();
      await rm(linesPath, { force: true });
      await rm(partial, { force: true });
    },
  };
}
