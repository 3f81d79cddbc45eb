import { segmentsOf } from '../../calibration/log-odds-map';
import type { CategoryColumns } from '../../forest-graph/category-columns';
import type { ForestGraph } from '../../forest-graph/forest-graph';
import { categoricalColumns, categoryTables } from './categorical-columns';
import type { ForestOptions } from './forest-to-onnx';
import { OBJECTIVES } from '../model-file/objectives';
import { treesOfRounds } from '../model-file/rounds';
import { MEMBERSHIP_THRESHOLD } from '../model-file/tree-attributes';
import type { XgboostModel } from '../model-file/xgboost-model';

/**
 * What `readForestGraph` reads from the file that `forestToOnnx` writes, without writing it: a large forest is loaded
 * in half of the time.
 *
 * @returns null for a model whose leaves are vectors
 * @throws RoundsOutOfRange if the model does not hold the rounds
 */
export function forestToGraph(model: XgboostModel, options: ForestOptions): ForestGraph | null {
  const { forest, baseMargins, featureCount, objective, outputCount } = model;
  const trees = treesOfRounds(model, options.rounds);
  const firstNode = forest.treeStarts[trees.from] ?? 0;
  const endNode = forest.treeStarts[trees.to] ?? 0;
  if (forest.leafVectorOfNode.subarray(firstNode, endNode).some(at => at >= 0)) return null;
  const { setsOfFeature, columnOfNode } = categoricalColumns(forest, firstNode, endNode);
  const categories = [...categoryTables(setsOfFeature)].map(([column, table]): CategoryColumns => ({
    column,
    ...table,
  }));

  const bases = baseMargins.length;
  const nodeCount = bases + endNode - firstNode;
  const treeCount = bases + trees.to - trees.from;
  const treeStarts = new Int32Array(treeCount + 1);
  const treeOutputs = new Int32Array(treeCount);
  const features = new Int32Array(nodeCount).fill(-1);
  const values = new Float32Array(nodeCount);
  const lefts = new Int32Array(nodeCount).fill(-1);
  const rights = new Int32Array(nodeCount).fill(-1);
  const missingLeft = new Uint8Array(nodeCount);
  // The base margin of each output is a tree of a single leaf, before all others.
  baseMargins.forEach((margin, output) => {
    treeStarts[output] = output;
    treeOutputs[output] = output;
    values[output] = margin;
  });
  treeStarts[treeCount] = nodeCount;
  for (let tree = trees.from; tree < trees.to; tree++) {
    const start = forest.treeStarts[tree];
    const to = bases + start - firstNode;
    treeStarts[bases + tree - trees.from] = to;
    treeOutputs[bases + tree - trees.from] = forest.treeOutputs[tree];
    for (let node = start; node < forest.treeStarts[tree + 1]; node++) {
      const at = to + node - start;
      if (forest.leftChildren[node] === -1) {
        values[at] = forest.thresholds[node] * forest.treeWeights[tree];
        continue;
      }
      const column = columnOfNode[node];
      features[at] = column === -1 ? forest.splitFeatures[node] : featureCount + column;
      values[at] = column === -1 ? forest.thresholds[node] : MEMBERSHIP_THRESHOLD;
      lefts[at] = to + forest.leftChildren[node];
      rights[at] = to + forest.rightChildren[node];
      missingLeft[at] = options.missing === 'never' ? 0 : forest.defaultLeft[node];
    }
  }
  const { transform } = OBJECTIVES[objective];
  const nodes = { treeStarts, treeOutputs, features, values, lefts, rights, missingLeft };
  return {
    ...nodes,
    outputCount,
    calibration: options.calibration ? segmentsOf(options.calibration) : null,
    link: transform,
    width: featureCount,
    categories,
  };
}
