import path from 'node:path';
import type { BenchContext } from '../../bench-context';
import { writeEdges, writeSentences } from '../../embedding/embedding-data';
import type { TimedRun } from '../../embedding/timed-run';
import { trainOurs, trainWithGensim } from '../../embedding/vector-sides';
import { readGraph, walkOurs, walkWith, type WalkCase } from '../../embedding/walk-sides';
import { inTurns } from '../../in-turns';
import { atLeast, below, type Cell, type MeasureReport, type Target } from '../../report/measure-report';
import { median } from '../../statistics';

const SEED = 42;
/** A round of all sides takes minutes. */
const MOST_ROUNDS = 2;
const THREADS = [1, 2] as const;
const BIASES = [
  { p: 1, q: 1 },
  { p: 4, q: 0.25 },
  { p: 0.25, q: 4 },
] as const;
/** How often gensim's words a second are to be reached, and PecanPy's steps without and with a bias. */
const WORDS_RATIO = 1.5;
const STEPS_RATIO = 1;
const BIASED_STEPS_RATIO = 3;
const QUALITY_LOSS = 0.01;

type Run = TimedRun & { readonly precision?: number; readonly version?: string };

/** One way to do some tasks, one after the other; null for those that it does not do. */
interface Side {
  readonly title: string;
  run(): Promise<(Run | null)[]>;
}

/** What is done, and how often the peer's speed is to be reached. */
interface Task {
  readonly task: string;
  readonly threads: number;
  readonly limit: number;
}

/** What the sides of a task did: ours first, then the peer that it is held against. */
interface Comparison extends Task {
  readonly sides: readonly { readonly title: string; readonly runs: readonly Run[] }[];
}

/** Words a second beside gensim, with the quality of neighbours, and steps of walks beside PecanPy and networkx. */
export async function measureEmbedding(context: BenchContext): Promise<MeasureReport> {
  const { folder, effort, progress } = context;
  const sentences = path.join(folder, 'sentences.txt');
  const edges = path.join(folder, 'edges.tsv');
  progress('embedding: writing sentences and edges');
  writeSentences(sentences, effort.embedding, SEED);
  writeEdges(edges, effort.embedding, SEED);
  const rounds = Math.min(MOST_ROUNDS, effort.rounds);
  const comparisons: Comparison[] = [];
  for (const threads of THREADS) {
    progress(`embedding: skip-gram, ${threadsIn(threads)}`);
    const sides = [
      { title: 'ours', run: async () => [await trainOurs(sentences, threads)] },
      { title: 'gensim', run: async () => [await trainWithGensim(sentences, threads)] },
    ];
    comparisons.push(...(await compare([{ task: 'skip-gram', threads, limit: WORDS_RATIO }], sides, rounds)));
  }
  progress('embedding: walks');
  const graph = readGraph(edges);
  const cases = BIASES.flatMap(bias => THREADS.map(threads => ({ ...bias, threads })));
  const sides = [
    { title: 'ours', run: () => walkOurs(graph, cases) },
    { title: 'PecanPy', run: () => walkWith('pecanpy', edges, cases) },
    { title: 'networkx', run: () => walkWith('networkx', edges, cases) },
  ];
  comparisons.push(...(await compare(cases.map(taskOf), sides, rounds)));
  return reportOf(comparisons, context);
}

function taskOf({ p, q, threads }: WalkCase): Task {
  const limit = p === 1 && q === 1 ? STEPS_RATIO : BIASED_STEPS_RATIO;
  return { task: `walks, p = ${p}, q = ${q}`, threads, limit };
}

async function compare(
  tasks: readonly Task[],
  sides: readonly Side[],
  rounds: number,
): Promise<Comparison[]> {
  const results = await inTurns(sides, rounds, side => side.run());
  return tasks.map((task, place) => ({
    ...task,
    sides: sides
      .map(({ title }, i) => {
        const runs = results[i].flatMap(round => round[place] ?? []);
        const version = runs[0]?.version;
        return { title: version ? `${title} ${version}` : title, runs };
      })
      .filter(({ runs }) => runs.length > 0),
  }));
}

function threadsIn(count: number): string {
  return `${count} ${count === 1 ? 'thread' : 'threads'}`;
}

const perSecond = (runs: readonly Run[]): number =>
  median(runs.map(({ amount, seconds }) => amount / seconds));
const perCpuSecond = (runs: readonly Run[]): number =>
  median(runs.map(({ amount, cpuSeconds }) => amount / cpuSeconds));
const precisionOf = (runs: readonly Run[]): number => median(runs.map(({ precision = 0 }) => precision));

function reportOf(comparisons: readonly Comparison[], { effort }: BenchContext): MeasureReport {
  const { tokens, words, nodes, edges } = effort.embedding;
  const count = (number: number): string => number.toLocaleString('en-US');
  const peersMissing = comparisons.some(({ sides }) => sides.length < 2);
  return {
    name: 'embedding',
    title: `Word vectors from ${count(tokens)} words (${count(words)} different), walks through ${count(edges)} edges`,
    columns: [
      { key: 'task', title: 'task' },
      { key: 'side', title: 'side' },
      { key: 'threads', title: 'threads' },
      { key: 'perSecond', title: 'words or steps/s', decimals: 0 },
      { key: 'perCpuSecond', title: 'a CPU second', decimals: 0 },
      { key: 'precision', title: 'neighbours of the topic', decimals: 3 },
    ],
    rows: comparisons.flatMap(rowsOf),
    targets: comparisons.flatMap(targetsOf),
    notes: [
      'Skip-gram of 128 numbers, window 5, 5 negatives, one epoch; only the training is timed, reading is not. Neighbours of the topic: of the ten nearest by cosine among the 3,000 most frequent words.',
      `2 walks of 80 nodes from each of ${count(nodes)} nodes; PecanPy in the form that suits the bias, after its first walks, which compile it; networkx from 2,000 of the nodes.`,
      ...(peersMissing
        ? [
            'Peers are missing: a `python3` that is first in PATH and can import `gensim`, `pecanpy` and `networkx` brings them in.',
          ]
        : []),
    ],
  };
}

function rowsOf({ task, threads, sides }: Comparison): Readonly<Record<string, Cell>>[] {
  return sides.map(({ title, runs }) => ({
    task,
    side: title,
    threads,
    perSecond: perSecond(runs),
    perCpuSecond: perCpuSecond(runs),
    precision: runs[0].precision === undefined ? '' : precisionOf(runs),
  }));
}

function targetsOf({ task, threads, limit, sides }: Comparison): Target[] {
  const [ours, peer] = sides;
  if (!peer) return [];
  const name = `${task}, ${threadsIn(threads)}`;
  const ratio = perSecond(ours.runs) / perSecond(peer.runs);
  const targets = [atLeast(`${name}: at least ${limit} times ${peer.title}`, ratio, limit)];
  if (peer.runs[0].precision === undefined) return targets;
  const loss = precisionOf(peer.runs) - precisionOf(ours.runs);
  const text = `${name}: fewer neighbours of the topic than with ${peer.title}`;
  return [...targets, below(text, loss, QUALITY_LOSS, '', 4)];
}
