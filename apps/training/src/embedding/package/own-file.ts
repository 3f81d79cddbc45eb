import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { assertWord2vecIds, type VectorTable } from '@reckit/embedding';
import type { Console } from '../../run/console';
import { formatByName, isWord2vec, type FileFormat } from '../../vectors/files/file-format';
import { vectorFile } from '../../vectors/files/vector-files';
import { fill } from './vectors-as-json';

/** A file that the user wants the vectors in, beside the package. */
export interface OwnFile {
  readonly path: string;
  readonly format: FileFormat;
}

/**
 * The file that the flags name; null for none.
 *
 * @throws BadTrainingRun if its name tells no format
 */
export function ownFile({
  out,
  outFormat,
}: {
  readonly out?: string;
  readonly outFormat?: FileFormat;
}): OwnFile | null {
  return out === undefined ? null : { path: out, format: outFormat ?? formatByName(out, '--out-format') };
}

/**
 * Says before a training that a file can hold these ids.
 *
 * @throws BadEmbeddingInput
 */
export function assertHolds(file: OwnFile | null, ids: readonly string[]): void {
  if (file && isWord2vec(file.format)) assertWord2vecIds(ids);
}

/** Writes the file, all of it or nothing; its folder is made if need be. */
export async function writeOwnFile(
  console: Console,
  { path: file, format }: OwnFile,
  table: VectorTable,
): Promise<void> {
  const count = table.ids.length;
  await mkdir(path.dirname(file), { recursive: true });
  await fill(await vectorFile(file, format, { dim: table.dim, count }), table);
  console.fact('Written', `${file}: ${count.toLocaleString('en-US')} vectors (${format})`);
}
