import { readFileSync } from 'node:fs';
import { closeCorpus, GraphBuilder, walkGraph, type Graph } from '@reckit/embedding';
import { runPythonPeer } from '../training/python-peer';
import { timed, timedByPeer, type TimedRun } from './timed-run';

/** Which walks are made. */
export interface WalkCase {
  readonly p: number;
  readonly q: number;
  readonly threads: number;
}

const WALKS = 2;
const LENGTH = 80;
const SEED = 1;

/** The graph of a file of edges. */
export function readGraph(file: string): Graph {
  const builder = new GraphBuilder();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [from, to] = line.split('\t');
    builder.add(from, to);
  }
  return builder.finish();
}

/** Walks with the embedding library. */
export function walkOurs(graph: Graph, { p, q, threads }: WalkCase): Promise<TimedRun> {
  const settings = { walksPerNode: WALKS, walkLength: LENGTH, p, q, workers: threads, seed: SEED };
  return timed(graph.nodes.length * WALKS * LENGTH, async () => {
    closeCorpus((await walkGraph(graph, settings)).corpus);
  });
}

/** The same with a Python package; null where there is none. */
export async function walkWith(
  side: 'pecanpy' | 'networkx',
  file: string,
  { p, q, threads }: WalkCase,
): Promise<(TimedRun & { readonly version: string }) | null> {
  const settings = JSON.stringify({ p, q, walks: WALKS, length: LENGTH, threads, seed: SEED });
  const printed = await runPythonPeer('random-walks.py', [side, file, settings]);
  return printed === null ? null : timedByPeer(printed);
}
