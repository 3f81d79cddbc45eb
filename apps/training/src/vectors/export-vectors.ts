import { once } from 'node:events';
import path from 'node:path';
import { readManifest, verifyPackage } from '@reckit/artifacts';
import { assertNoRowsAskedFor, type OpenedData, openSource, type SourceFlags } from '@reckit/training-data';
import type { Console } from '../run/console';
import { BadTrainingRun } from '../run/errors';
import { versionToRead } from '../versions/version-to-read';
import { formatByName, type FileFormat } from './files/file-format';
import { vectorFile } from './files/vector-files';
import { MilvusClient } from './milvus/milvus-client';
import { MilvusCollection, type MilvusResult } from './milvus/milvus-collection';
import { encodedItems } from './source/encoded-items';
import { packagedVectors } from './source/packaged-vectors';
import type { VectorSource } from './source/vector-source';
import type { VectorSink } from './vector-sink';

export interface ExportFlags extends SourceFlags {
  readonly modelDir: string;
  readonly version?: string;
  readonly items?: string;
  readonly idCol: string;
  readonly signature?: string;
  readonly out?: string;
  readonly format?: FileFormat;
  readonly milvus?: string;
  readonly milvusToken?: string;
  readonly milvusCollection?: string;
  readonly milvusKeep?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What `export-vectors --json` prints. */
export interface ExportResult {
  readonly model: string;
  readonly version: string;
  readonly vectors: number;
  readonly dim: number;
  readonly similarity: VectorSource['similarity'];
  /** The file that was written; null for none. */
  readonly out: string | null;
  /** What was done in Milvus; null for nothing. */
  readonly milvus: MilvusResult | null;
}

/** A line is printed for so many vectors. */
const TELL_EVERY = 100_000;

/** Writes the vectors of a model's items, all of them or nothing, to a file, to Milvus, or to both. */
export async function exportVectors(
  model: string,
  flags: ExportFlags,
  console: Console,
  stopped: AbortSignal,
): Promise<ExportResult> {
  const { out, milvus: url } = flags;
  if (out === undefined && url === undefined) {
    throw new BadTrainingRun('Say where the vectors go: --out <file>, --milvus <url>, or both.');
  }
  const format = out === undefined ? null : (flags.format ?? formatByName(out, '--format'));
  const client = url === undefined ? null : new MilvusClient(url, flags.milvusToken || null);
  const { modelDir } = flags;
  const version = await versionToRead(modelDir, model, flags.version);
  const source = await sourceOf(path.join(modelDir, model, version), model, flags, { console, stopped });
  try {
    const { dim, similarity } = source;
    console.fact('Vectors', `of ${dim} numbers (${similarity}): ${source.origin}`);
    const sinks: VectorSink[] = [];
    let collection: MilvusCollection | null = null;
    let count = 0;
    try {
      if (out !== undefined && format !== null) sinks.push(await vectorFile(out, format, source));
      if (client) {
        const alias = flags.milvusCollection ?? `${model.replace(/[^A-Za-z0-9_]/g, '_')}_items`;
        const description = `${model} ${version}`;
        const target = {
          alias,
          dim,
          similarity,
          description,
          keepsOld: flags.milvusKeep ?? false,
          createdAt: new Date(),
        };
        collection = await MilvusCollection.create(client, target, text => console.warn(text));
        sinks.push(collection);
      }
      count = await pass(source, sinks, console, stopped);
      for (const sink of sinks) await sink.finish();
    } catch (error) {
      for (const sink of sinks) await sink.discard();
      throw error;
    }
    const milvus = collection?.result ?? null;
    if (out !== undefined) console.fact('Written', `${out}: ${count} vectors (${format})`);
    if (milvus) console.fact('Milvus', `${milvus.alias} means ${milvus.collection}: ${count} vectors`);
    return {
      model,
      version,
      vectors: count,
      dim,
      similarity,
      out: out === undefined ? null : path.resolve(out),
      milvus,
    };
  } finally {
    await source.close();
  }
}

interface Surroundings {
  readonly console: Console;
  readonly stopped: AbortSignal;
}

async function sourceOf(
  dir: string,
  model: string,
  flags: ExportFlags,
  surroundings: Surroundings,
): Promise<VectorSource> {
  const items = await openItems(flags, surroundings);
  if (items === null) return packagedVectors(dir, await verifyPackage(dir, model));
  const { idCol: idColumn, signature } = flags;
  try {
    const source = await encodedItems(dir, await readManifest(dir), {
      data: items,
      idColumn,
      ...(signature !== undefined && { signature }),
    });
    return {
      ...source,
      async close() {
        await source.close();
        await items.release();
      },
    };
  } catch (error) {
    await items.release();
    throw error;
  }
}

/** The items to encode, on this machine; null where none are named. */
async function openItems(flags: ExportFlags, { console, stopped }: Surroundings): Promise<OpenedData | null> {
  if (flags.items === undefined && flags.dataSource === 'file') {
    assertNoRowsAskedFor('file', flags);
    return null;
  }
  return orStopped(openSource({ flag: '--items', path: flags.items }, flags, console), stopped);
}

/** Waits for work that knows of no signal, and leaves it where it is when one comes. */
async function orStopped<T>(work: Promise<T>, stopped: AbortSignal): Promise<T> {
  const end = once(stopped, 'abort').then(() => stopped.throwIfAborted());
  await Promise.race([work, end]);
  return work;
}

/** Hands all vectors on. @returns how many there were */
async function pass(
  source: VectorSource,
  sinks: readonly VectorSink[],
  console: Console,
  stopped: AbortSignal,
): Promise<number> {
  const begin = performance.now();
  let count = 0;
  await source.each(async batch => {
    stopped.throwIfAborted();
    for (const sink of sinks) await sink.take(batch);
    const before = count;
    count += batch.ids.length;
    if (Math.floor(count / TELL_EVERY) === Math.floor(before / TELL_EVERY)) return;
    const perSecond = Math.round(count / ((performance.now() - begin) / 1000));
    console.fact('Exported', `${count} vectors, ${perSecond}/s`);
  });
  stopped.throwIfAborted();
  return count;
}
