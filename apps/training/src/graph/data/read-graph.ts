import { MissingColumn, NotAWeight, readColumnNames, readEdges, type Edges } from '@reckit/data';
import { BadEmbeddingInput, buildGraph, type Graph } from '@reckit/embedding';
import type { IndexLists } from '@reckit/evaluation';
import type { TrainingData } from '@reckit/training-data';
import { BadTrainingRun } from '../../run/errors';
import { FROM_COLUMN, TO_COLUMN, WEIGHT_COLUMN, type GraphFlags } from '../settings/graph-flags';
import { neighbourLists } from './neighbour-lists';

/** What vectors of nodes are trained on. */
export interface GraphData {
  readonly graph: Graph;
  /** The neighbours of each node, whichever way edges lead. */
  readonly neighbours: IndexLists;
  /** Rows of the file. */
  readonly rowCount: number;
  /** The column with the weights; null where all edges weigh the same. */
  readonly weightColumn: string | null;
}

/**
 * Reads the edges of a graph.
 *
 * @throws DataError, BadEmbeddingInput, BadTrainingRun
 */
export async function readGraph(
  { path, shown, options }: TrainingData,
  flags: GraphFlags,
): Promise<GraphData> {
  const weightColumn = await weightColumnOf(path, flags, options);
  const edges = await readEdges(path, {
    ...options,
    from: flags.fromCol,
    to: flags.toCol,
    ...(weightColumn !== null && { weight: weightColumn }),
  }).catch((error: unknown) => {
    throw withColumnsAdvised(error, flags);
  });
  const graph = graphOf(shown, edges, flags.directed ?? false);
  return { graph, neighbours: neighbourLists(graph), rowCount: edges.from.length, weightColumn };
}

function graphOf(file: string, edges: Edges, isDirected: boolean): Graph {
  try {
    return buildGraph(edges, isDirected);
  } catch (error) {
    throw error instanceof BadEmbeddingInput ? new BadTrainingRun(`${file}: ${error.message}`) : error;
  }
}

/** The column that is named, or the usual one where it is there; none where weights are not wanted. */
async function weightColumnOf(
  file: string,
  { weights, weightCol }: GraphFlags,
  options: Parameters<typeof readColumnNames>[1],
): Promise<string | null> {
  if (!weights) {
    if (weightCol === undefined) return null;
    throw new BadTrainingRun(
      '--weight-col names a column that --no-weights leaves out: give one of the two.',
    );
  }
  if (weightCol !== undefined) return weightCol;
  const columns = await readColumnNames(file, options);
  return columns.includes(WEIGHT_COLUMN) ? WEIGHT_COLUMN : null;
}

/** Adds to the error for a column that nobody has named how to name one's own, or to do without. */
function withColumnsAdvised(error: unknown, { fromCol, toCol, weightCol }: GraphFlags): unknown {
  if (error instanceof NotAWeight && weightCol === undefined) {
    return new BadTrainingRun(`${error.message} To do without weights, give --no-weights.`);
  }
  if (!(error instanceof MissingColumn)) return error;
  const isUsual =
    (error.column === FROM_COLUMN && fromCol === FROM_COLUMN) ||
    (error.column === TO_COLUMN && toCol === TO_COLUMN);
  return isUsual
    ? new BadTrainingRun(`${error.message} Name your own columns with --from-col and --to-col.`)
    : error;
}
