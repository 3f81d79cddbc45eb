import { checkTrainingSettings } from '@reckit/embedding';
import { describeSource } from '@reckit/training-data';
import { readInitialVectors } from '../embedding/init/initial-vectors';
import { assertHolds, ownFile, writeOwnFile } from '../embedding/package/own-file';
import { settingEntries } from '../embedding/settings/embedding-flags';
import type { Console } from '../run/console';
import type { TrainedModel, TrainingRun } from '../run/training-model';
import { readGraph, type GraphData } from './data/read-graph';
import { figuresOf, sayWhatIsThere } from './describe-graph';
import { trainNodes, type NodeSettings } from './fit/train-nodes';
import { holdOut } from './measure/hold-out';
import { describeFindings, graphMetrics, measureLinks, type GraphFindings } from './measure/measure-links';
import { neighbourCounts } from './measure/neighbour-counts';
import { unitVectors } from './measure/unit-vectors';
import { graphPackage } from './package/graph-package';
import { heldOutFiles, type MeasuredTraining } from './package/held-out-files';
import { graphReport } from './package/graph-report';
import { nodeSettings, type GraphFlags } from './settings/graph-flags';

/**
 * Trains vectors of the nodes of a graph: the run from the edges to the files of the package. What is measured is a training
 * without the edges that it is to find; what is served is one with all of them.
 */
export async function trainGraph(run: TrainingRun<GraphFlags>): Promise<TrainedModel> {
  const { flags, console, interruption } = run;
  const begin = performance.now();
  const settings = nodeSettings(flags);
  checkTrainingSettings(settings.training);
  const own = ownFile(flags);
  const known = await readInitialVectors(run.initial, settings.training.dim);
  const data = await readGraph(run.data, flags);
  const { graph, neighbours, weightColumn } = data;
  assertHolds(own, graph.nodes);
  const source = await describeSource(run.data);
  const counts = neighbourCounts(neighbours);
  const figures = figuresOf(data, counts);
  sayWhatIsThere(console, source.path, data, figures);

  // Begun with nothing: a version may know the edges that are to be found.
  const measured = await measure(console, data, settings, flags);
  const { vocabulary, vectors, steps } = await trainNodes(console, graph, counts, settings, known);
  const table = { ids: vocabulary.words, dim: settings.training.dim, rows: vectors };

  // From here on files are written; little is left to do.
  interruption.finish();
  const packaged = await graphPackage(run, table, vocabulary, neighbours);
  const held = measured && (await heldOutFiles(run, measured, table.dim));
  const { p, q, walksPerNode, walkLength } = settings.walks;
  const training = {
    walks_per_node: walksPerNode,
    walk_length: walkLength,
    p,
    q,
    steps,
    ...settingEntries(settings.training, settings.minCount),
    trained_on: 'all edges',
    seconds: Math.round(performance.now() - begin) / 1000,
  };
  const page = graphReport(run, {
    data,
    figures,
    neighbourCounts: counts,
    vocabulary,
    table,
    training,
    findings: measured?.findings ?? null,
  });
  if (own) await writeOwnFile(console, own, table);
  return {
    ...packaged,
    files: { ...packaged.files, ...held?.files, 'report.html': page },
    finds: {
      what: 'links',
      from_column: flags.fromCol,
      to_column: flags.toCol,
      ...(held?.entry && { held_out: held.entry }),
    },
    training,
    data: {
      ...source,
      rows: data.rowCount,
      nodes: figures.nodes,
      edges: figures.edges,
      directed: graph.isDirected,
      weights: weightColumn,
      self_loops: figures.selfLoops,
      nodes_without_edge: figures.alone,
      vectors: table.ids.length,
      parts: figures.count,
      largest_part: figures.largest,
      held_out: measured?.linked.from.length ?? 0,
    },
    seeds: { split: flags.seed, walks: flags.seed, training: flags.seed },
    metrics: measured ? graphMetrics(measured.findings) : {},
  };
}

/** A training without some edges, and how well these are found again. */
interface Measured extends MeasuredTraining {
  readonly findings: GraphFindings;
}

/** Trains without some edges, and measures how well these are found again; null where none can be spared. */
async function measure(
  console: Console,
  data: GraphData,
  settings: NodeSettings,
  { holdOut: share, seed }: Pick<GraphFlags, 'holdOut'> & { readonly seed: number },
): Promise<Measured | null> {
  if (share === 0) {
    console.fact('Validation', 'none, as no edges are held out');
    return null;
  }
  const held = holdOut(data, share, seed);
  if (!held) {
    console.warn('No edge can be held out without leaving a node with none: nothing is measured.');
    return null;
  }
  const { linked } = held;
  console.fact(
    'Held out',
    `${linked.from.length.toLocaleString('en-US')} pairs of neighbours, to measure a first training; the second has all edges (seed ${seed})`,
  );
  const { dim } = settings.training;
  const trained = await trainNodes(console, held.rest, neighbourCounts(held.neighbours), settings);
  const findings = measureLinks(held, unitVectors(trained, dim), dim);
  console.fact('Validation', describeFindings(findings));
  return { findings, linked, trained };
}
