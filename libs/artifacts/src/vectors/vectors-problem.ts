import { quoted } from '@reckit/messages';
import type { FileEntry, SignatureEntry, VectorsEntry } from '../manifest';
import type { VectorHeader } from './vector-format';

const AGAIN = 'train the package again, which writes them';

/**
 * What is wrong with the vectors of a package, seen beside the rest of it; null if nothing is.
 *
 * @param said - what the vector file says of itself; null while it is not read
 */
export function vectorsProblem(
  vectors: VectorsEntry,
  signatures: readonly SignatureEntry[],
  files: readonly FileEntry[],
  said: VectorHeader | null,
): string | null {
  const { file, items_of: itemsOf, queries_of: queriesOf, dim, count, similarity } = vectors;
  if (!files.some(({ name }) => name === file))
    return `its vectors are in ${file}, which is none of its files`;
  const stranger = [itemsOf, queriesOf].find(
    name => name !== undefined && !signatures.some(signature => signature.name === name),
  );
  if (stranger !== undefined)
    return `its vectors are of ${quoted(stranger)}, which is none of its signatures`;
  if (said === null) return null;
  if (said.dim !== dim || said.count !== count || said.similarity !== similarity) {
    return `${file} holds ${said.count} vectors of ${said.dim} (${said.similarity}), the manifest says ${count} of ${dim} (${similarity}); ${AGAIN}`;
  }
  const maker = itemsOf ?? queriesOf;
  const graph = signatures.find(({ name }) => name === maker)?.graph;
  const sha256 = files.find(({ name }) => name === graph)?.sha256;
  if (said.encodedBy === null || said.encodedBy === sha256) return null;
  if (graph === undefined)
    return `the vectors in ${file} were made by a graph, and ${maker} has none; ${AGAIN}`;
  return `the vectors in ${file} were made by another graph than ${graph} of ${maker}: they are of another version; ${AGAIN}`;
}
