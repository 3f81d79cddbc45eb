import { BadVectors, IdTable, openPackage, type Manifest, type SignatureEntry } from '@reckit/artifacts';
import { columnRequests, readBatches, type Batch } from '@reckit/data';
import { encodeColumns, encodedWidth, parseFeatureMeta, RowEncoder } from '@reckit/features';
import { openSession } from '@reckit/inference';
import { quoted } from '@reckit/messages';
import type { TrainingData } from '@reckit/training-data';
import { BadTrainingRun } from '../../run/errors';
import type { VectorBatch, VectorSource } from './vector-source';

/** Which items are encoded, and by what. */
export interface ItemsToEncode {
  readonly data: TrainingData;
  readonly idColumn: string;
  /** The signature that encodes them; undefined for the one of the package. */
  readonly signature?: string;
}

/**
 * The items of a file as the served graph of a package encodes them.
 *
 * @throws BadTrainingRun if no signature of the package encodes items, CorruptPackage, RejectedModel
 */
export async function encodedItems(
  dir: string,
  manifest: Manifest,
  { data: { path, shown: file, options }, idColumn, signature: asked }: ItemsToEncode,
): Promise<VectorSource> {
  const signature = signatureOf(dir, manifest, asked);
  const opened = await openPackage(dir, manifest.model, [signature.graph, signature.features]);
  const { spec } = parseFeatureMeta(String(opened.file(signature.features)), null);
  const session = await openSession(opened.file(signature.graph) ?? new Uint8Array());
  const width = encodedWidth(spec);
  const embedding = signature.outputs.find(({ role }) => role === 'embedding')?.name;
  const output = session.outputs.findIndex(({ name }) => name === embedding);
  const encode = async (values: Float32Array, rowCount: number): Promise<Float32Array> => {
    const answer = (await session.run(values, rowCount, width))[output];
    if (answer instanceof Float32Array) return answer;
    throw new BadTrainingRun(`${dir}: ${signature.name} answers no embedding.`);
  };
  const { length: dim } = await encode(new RowEncoder(spec).encode([{}], 'item').values, 1);
  const names = new DistinctIds(file, idColumn);
  return {
    dim,
    count: null,
    similarity: manifest.vectors?.similarity ?? 'inner_product',
    origin: `the items of ${file} as ${signature.name} encodes them`,
    async each(take) {
      const request = { ...options, ids: idColumn, features: columnRequests(spec) };
      await readBatches(path, request, async batch => {
        const ids = names.of(batch);
        const rows = await encode(encodeColumns(spec, batch.columns, ids.length), ids.length);
        assertFinite(file, batch.firstRow, { ids, rows });
        await take({ ids, rows });
      });
    },
    close: () => session.close(),
  };
}

/** A signature that a graph computes. */
type Computed = SignatureEntry & { readonly graph: string };

function signatureOf(dir: string, { signatures, vectors }: Manifest, asked?: string): Computed {
  const embedding = signatures
    .filter((signature): signature is Computed => signature.graph !== undefined)
    .filter(({ outputs }) => outputs.some(({ role }) => role === 'embedding'));
  if (asked === undefined && vectors && vectors.items_of === undefined) {
    throw new BadTrainingRun(
      `${dir}: its items have vectors that were learnt one by one, and nothing encodes others; leave out --items, and these are exported.`,
    );
  }
  const name = asked ?? vectors?.items_of ?? (embedding.length === 1 ? embedding[0].name : undefined);
  const names = embedding.map(signature => signature.name).join(', ');
  if (embedding.length === 0) throw new BadTrainingRun(`${dir} has no signature that answers embeddings.`);
  if (name === undefined) {
    throw new BadTrainingRun(
      `${dir} does not say which signature encodes items: name it with --signature, ${names}.`,
    );
  }
  const found = embedding.find(signature => signature.name === name);
  if (found) return found;
  throw new BadTrainingRun(
    `${dir} has no signature ${quoted(name)} that answers embeddings; there is ${names}.`,
  );
}

/** Sees to it that every row has an id of its own. */
class DistinctIds {
  readonly #ids = new IdTable();

  constructor(
    private readonly file: string,
    private readonly column: string,
  ) {}

  /** @throws BadVectors */
  of({ ids, firstRow }: Batch): string[] {
    return ids.map((id, i) => {
      const row = firstRow + i + 1;
      if (id === null)
        throw new BadVectors(`${this.file}: row ${row} has no id in the column ${quoted(this.column)}.`);
      const earlier = this.#ids.add(id);
      if (earlier < 0) return id;
      throw new BadVectors(
        `${this.file}: row ${row} has the id ${quoted(id)}, and so has row ${earlier + 1}: ids must differ.`,
      );
    });
  }
}

function assertFinite(file: string, firstRow: number, { ids, rows }: VectorBatch): void {
  const at = rows.findIndex(value => !Number.isFinite(value));
  if (at < 0) return;
  const row = Math.floor((at * ids.length) / rows.length);
  throw new BadVectors(
    `${file}: the vector of ${quoted(ids[row])} in row ${firstRow + row + 1} has ${rows[at]} in it: look at what stands in that row.`,
  );
}
