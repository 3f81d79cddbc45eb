import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { openVectorFile } from '@reckit/artifacts';
import { createRandom } from '@reckit/data';
import { VectorIndex, type Query } from '@reckit/inference';
import { PeerProcess } from '../training/peer-process';

/** So many calls of as many searches each, one call after the other. */
export interface SearchRequest {
  readonly k: number;
  readonly together: number;
  readonly calls: number;
}

/** What a side did, and the scores that its first search found. */
export interface SearchTiming {
  /** Of each call. */
  readonly ms: readonly number[];
  /** Of all calls. */
  readonly cpuMs: number;
  readonly scores: readonly number[];
}

/** A search on one thread. */
export interface SearchSide {
  readonly title: string;
  /** What its process holds in memory, in MB; null for that of this program. */
  readonly residentMb: number | null;
  search(request: SearchRequest): Promise<SearchTiming>;
  close(): Promise<void>;
}

/** Vectors and queries, as every side gets them. */
interface Searched {
  readonly index: VectorIndex;
  readonly queries: readonly Float32Array[];
  readonly files: { readonly vectors: string; readonly queries: string };
}

const QUERIES = 64;
const SEED = 5;
const VECTORS_AT_ONCE = 4096;

/** The search of the services and, where a Python has it, that of faiss, both in the vectors of a file. */
export async function openSearchSides(vectorFile: string, folder: string): Promise<readonly SearchSide[]> {
  const searched = await readSearched(vectorFile, folder);
  const faiss = await openFaiss(searched);
  return [oursOf(searched), ...(faiss ? [faiss] : [])];
}

async function readSearched(vectorFile: string, folder: string): Promise<Searched> {
  const vectors = await openVectorFile(vectorFile);
  const files = { vectors: path.join(folder, 'vectors.f32'), queries: path.join(folder, 'queries.f32') };
  const { dim, count, ids } = vectors;
  const index = new VectorIndex(vectors);
  const copy = openSync(files.vectors, 'w');
  try {
    for (let first = 0; first < count; first += VECTORS_AT_ONCE) {
      const rows = await vectors.rows(first, Math.min(VECTORS_AT_ONCE, count - first));
      index.write(first, rows);
      writeSync(copy, rows);
    }
    index.name(ids);
  } finally {
    closeSync(copy);
    await vectors.close();
  }
  const random = createRandom(SEED);
  const all = Float32Array.from({ length: QUERIES * dim }, () => random.normal());
  const queriesFile = openSync(files.queries, 'w');
  writeSync(queriesFile, all);
  closeSync(queriesFile);
  const queries = Array.from({ length: QUERIES }, (_, i) => all.subarray(i * dim, (i + 1) * dim));
  return { index, queries, files };
}

function oursOf({ index, queries }: Searched): SearchSide {
  return {
    title: 'ours',
    residentMb: null,
    async search({ k, together, calls }) {
      const ms: number[] = [];
      let scores: readonly number[] = [];
      const cpu = process.cpuUsage();
      for (let call = 0; call < calls; call++) {
        const asked = Array.from({ length: together }, (_, i): Query => {
          return { vector: queries[(call * together + i) % queries.length], k };
        });
        const begin = performance.now();
        const [first] = await index.searchAll(asked);
        ms.push(performance.now() - begin);
        if (call === 0) scores = [...first.scores];
      }
      const { user, system } = process.cpuUsage(cpu);
      return { ms, cpuMs: (user + system) / 1_000, scores };
    },
    close: () => Promise.resolve(),
  };
}

interface FaissGreeting {
  readonly version: string;
  readonly resident_mb: number;
}

interface FaissTiming {
  readonly ms: readonly number[];
  readonly cpu_ms: number;
  readonly scores: readonly number[];
}

async function openFaiss({ index, files }: Searched): Promise<SearchSide | null> {
  const peer = await PeerProcess.open<FaissGreeting>('faiss-search.py', [
    files.vectors,
    files.queries,
    String(index.dim),
  ]);
  if (!peer) return null;
  const { version, resident_mb: residentMb } = peer.greeting;
  return {
    title: `faiss ${version}`,
    residentMb,
    async search(request) {
      const { cpu_ms: cpuMs, ...timing } = await peer.ask<FaissTiming>(request);
      return { ...timing, cpuMs };
    },
    close: () => peer.close(),
  };
}
