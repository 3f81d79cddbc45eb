import { readFileSync } from 'node:fs';
import { closeCorpus, GraphBuilder, walkGraph, type Graph } from '@reckit/embedding';
import { runPythonPeer } from '../training/python-peer';
import { lastLineOf, timed, timedByPeer, type PeerRun, type TimedRun } from './timed-run';

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

/** A run, and which release of a package it is of. */
export type WalkRun = TimedRun & { readonly version?: string };

/** Walks with the embedding library, case by case. */
export async function walkOurs(graph: Graph, cases: readonly WalkCase[]): Promise<WalkRun[]> {
  const runs: WalkRun[] = [];
  for (const { p, q, threads } of cases) {
    const settings = { walksPerNode: WALKS, walkLength: LENGTH, p, q, workers: threads, seed: SEED };
    const run = await timed(graph.nodes.length * WALKS * LENGTH, async () => {
      closeCorpus((await walkGraph(graph, settings)).corpus);
    });
    runs.push(run);
  }
  return runs;
}

/** The same with a Python package; null for what it does not walk, and for all where it is not there. */
export async function walkWith(
  side: 'pecanpy' | 'networkx',
  file: string,
  cases: readonly WalkCase[],
): Promise<(WalkRun | null)[]> {
  const settings = JSON.stringify({ walks: WALKS, length: LENGTH, seed: SEED, cases });
  const printed = await runPythonPeer('random-walks.py', [side, file, settings]);
  if (printed === null) return cases.map(() => null);
  const { version, runs } = lastLineOf<{ version: string; runs: (PeerRun | null)[] }>(printed);
  return runs.map(run => run && { ...timedByPeer(run), version });
}
