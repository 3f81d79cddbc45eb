import { rmSync } from 'node:fs';
import path from 'node:path';
import { VECTORS_FILE } from '@reckit/artifacts';
import type { BenchContext } from '../../bench-context';
import { BenchError } from '../../errors';
import { inTurns } from '../../in-turns';
import { roundCells } from '../../load/measured-round';
import { measureServed, questionsOf } from '../../load/served-sides';
import { residentNow } from '../../processes/peak-memory';
import type { ServerProcess } from '../../processes/server-process';
import { startService } from '../../processes/servers';
import { below, type Cell, type MeasureReport, type Target } from '../../report/measure-report';
import { writeRecallPackage } from '../../retrieval/recall-package';
import { openSearchSides, type SearchRequest, type SearchTiming } from '../../retrieval/search-sides';
import { median, percentile, spreadOf, type Spread } from '../../statistics';

const TOP_KS = [20, 100] as const;
const CONNECTIONS = [1, 16] as const;
const TOGETHER = [1, 8] as const;
/** Rows that the searches of one call go through in a round: from there on times are steady. */
const ROWS_A_ROUND = 2e7;
const MOST_CALLS = 200;
const MAX_START_MS = 3_000;
/** Below, calls and ids cost more than comparing. */
const COMPARED_FROM = 100_000;
/** Sums of float32 differ with their order. */
const TOLERANCE = 1e-4;

/** What was measured in a catalogue. */
interface Catalogue {
  readonly count: number;
  readonly rows: readonly Record<string, Cell>[];
  readonly targets: readonly Target[];
  readonly notes: readonly string[];
}

/** Searches among vectors: alone and beside faiss, and behind `POST /recall`; start and memory of the service. */
export async function measureRecall(context: BenchContext): Promise<MeasureReport> {
  const { effort, items } = context;
  const catalogues: Catalogue[] = [];
  for (const count of items === null ? effort.catalogues : [...effort.catalogues, items]) {
    catalogues.push(await measureCatalogue(count, context));
  }
  return {
    name: 'recall',
    title: 'Nearest vectors: the search alone beside faiss, and POST /recall',
    columns: [
      { key: 'what', title: 'search' },
      { key: 'side', title: 'side' },
      { key: 'atOnce', title: 'at once' },
      { key: 'perSecond', title: 'searches/s' },
      { key: 'p50Ms', title: 'p50 ms', decimals: 2 },
      { key: 'p99Ms', title: 'p99 ms', decimals: 2 },
      { key: 'cpuMicroseconds', title: 'CPU µs/search' },
    ],
    rows: catalogues.flatMap(({ rows }) => rows),
    targets: catalogues.flatMap(({ targets }) => targets),
    notes: [
      `Random vectors of 64 numbers, inner products, all searches exact; medians of ${effort.rounds} rounds in turns. The search alone and IndexFlatIP of faiss run on one thread each, so many searches in a call; p50 and p99 are of a call, and ours finds texts of ids, faiss numbers of rows. /recall is that of two-tower behind a graph of one product, one search a request, from so many connections.`,
      ...catalogues.flatMap(({ notes }) => notes),
    ],
  };
}

async function measureCatalogue(count: number, context: BenchContext): Promise<Catalogue> {
  const { folder, progress } = context;
  progress(`recall: ${count} vectors`);
  const catalogue = path.join(folder, `recall-${count}`);
  const modelDir = await writeRecallPackage(catalogue, count);
  const alone = await measureAlone(count, path.join(modelDir, 'two_tower', 'v1'), context);
  const served = await measureService(count, modelDir, context);
  rmSync(catalogue, { recursive: true });
  return {
    count,
    rows: [...alone.rows, ...served.rows],
    targets: [...alone.targets, ...served.targets],
    notes: [...alone.notes, ...served.notes],
  };
}

type Part = Omit<Catalogue, 'count'>;

/** The search on one thread, beside faiss where that is there. */
async function measureAlone(count: number, version: string, { folder, effort }: BenchContext): Promise<Part> {
  const sides = await openSearchSides(path.join(version, VECTORS_FILE), folder);
  const rows: Record<string, Cell>[] = [];
  const targets: Target[] = [];
  try {
    for (const k of TOP_KS) {
      for (const together of TOGETHER) {
        const calls = Math.min(MOST_CALLS, Math.ceil(ROWS_A_ROUND / (count * together)));
        const request = { k, together, calls };
        const rounds = await inTurns(sides, effort.rounds, side => side.search(request));
        assertSame(
          sides.map(({ title }) => title),
          rounds,
        );
        sides.forEach(({ title }, i) => rows.push(cellsOf(count, title, request, rounds[i])));
        const [ours, faiss] = rounds;
        if (faiss === undefined || together > 1 || count < COMPARED_FROM) continue;
        const ratio = medianMs(ours) / medianMs(faiss);
        targets.push(below(`${k} of ${spelled(count)}: time of a search beside faiss`, ratio, 1, 'times', 2));
      }
    }
  } finally {
    await Promise.all(sides.map(side => side.close()));
  }
  const notes = sides.flatMap(({ title, residentMb }) =>
    residentMb === null
      ? []
      : `${title} with ${spelled(count)} vectors: a process of ${residentMb.toFixed(0)} MB.`,
  );
  return { rows, targets, notes };
}

const medianMs = (rounds: readonly SearchTiming[]): number => median(rounds.map(({ ms }) => median(ms)));

function cellsOf(
  count: number,
  side: string,
  { k, together, calls }: SearchRequest,
  rounds: readonly SearchTiming[],
): Record<string, Cell> {
  const p50Ms = medianMs(rounds);
  return {
    what: `${k} of ${spelled(count)}`,
    side,
    atOnce: together,
    perSecond: (1_000 * together) / p50Ms,
    p50Ms,
    p99Ms: median(rounds.map(({ ms }) => percentile(ms, 0.99))),
    cpuMicroseconds: (1_000 * median(rounds.map(({ cpuMs }) => cpuMs))) / (calls * together),
  };
}

/** @throws BenchError for sides that find other scores */
function assertSame(titles: readonly string[], rounds: readonly (readonly SearchTiming[])[]): void {
  const [{ scores }] = rounds[0];
  rounds.forEach(([found], i) => {
    const isSame =
      found.scores.length === scores.length &&
      scores.every((score, place) => Math.abs(score - found.scores[place]) <= TOLERANCE * Math.abs(score));
    if (!isSame) throw new BenchError(`${titles[i]} finds other scores than ${titles[0]}.`);
  });
}

/** The service: its start, its memory, and its answers. */
async function measureService(count: number, modelDir: string, context: BenchContext): Promise<Part> {
  const { effort, folder } = context;
  const start = (): Promise<ServerProcess> =>
    startService('two-tower', modelDir, path.join(folder, 'recall.log'));
  const startMs: number[] = [];
  const residentMb: number[] = [];
  for (let run = 1; run < effort.startups; run++) {
    const server = await start();
    startMs.push(server.startMs);
    residentMb.push(residentNow(server.pid));
    await server.stop();
  }
  const server = await start();
  startMs.push(server.startMs);
  residentMb.push(residentNow(server.pid));
  try {
    const asked = TOP_KS.flatMap(k => CONNECTIONS.map(connections => ({ k, connections })));
    const sides = asked.map(({ k, connections }) => ({
      what: `/recall, ${k} of ${spelled(count)}`,
      server,
      questions: questionsOf('/recall', connections, i => ({
        user_features: { age: 20 + i, gender: i % 2 },
        top_k: k,
      })),
    }));
    const measured = await measureServed(sides, 'item_ids', effort);
    const rows = measured.map((rounds, i): Record<string, Cell> => {
      const { k, connections } = asked[i];
      const { requestsPerSecond, p50Ms, p99Ms, cpuMicroseconds } = roundCells(rounds);
      return {
        what: `${k} of ${spelled(count)}`,
        side: '/recall',
        atOnce: connections,
        perSecond: requestsPerSecond,
        p50Ms,
        p99Ms,
        cpuMicroseconds,
      };
    });
    return { rows, ...startOf(count, spreadOf(startMs), spreadOf(residentMb)) };
  } finally {
    await server.stop();
  }
}

function startOf(count: number, startMs: Spread, residentMb: Spread): Pick<Part, 'targets' | 'notes'> {
  const text = `ready with ${spelled(count)} vectors in under ${MAX_START_MS / 1_000} s`;
  return {
    targets: [below(text, startMs.median, MAX_START_MS, 'ms', 0)],
    notes: [
      `two-tower with ${spelled(count)} vectors: ready after ${startMs.median.toFixed(0)} ms (${startMs.min.toFixed(0)} to ${startMs.max.toFixed(0)}), ${residentMb.median.toFixed(0)} MB resident then.`,
    ],
  };
}

function spelled(count: number): string {
  return count.toLocaleString('en-US');
}
