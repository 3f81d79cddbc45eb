import { UnsupportedModel } from '../errors';
import { DATA_TYPES } from '../graph';
import type { GraphBuilder } from '../graph-builder';
import type { Forest } from './xgboost-model';

/** 1 GiB of float32: an ONNX file ends at 2 GiB. */
const MAX_TABLE_VALUES = 2 ** 28;

/** Columns derived from the features, each 1 where the feature's category is in one set, 0 where not. */
export interface CategoricalColumns {
  /** Category sets by categorical feature; the columns follow the features in this order. */
  readonly setsOfFeature: ReadonlyMap<number, readonly Int32Array[]>;
  /** [nodeCount] Column of each node with a categorical split, counted from the first derived one; else -1. */
  readonly columnOfNode: Int32Array;
}

/** One derived column: the set it stands for and the nodes that split on it. */
interface Column {
  readonly set: Int32Array;
  readonly nodes: number[];
}

/** Finds the distinct pairs of feature and category set that the nodes from `from` up to `to` split on. */
export function categoricalColumns(forest: Forest, from: number, to: number): CategoricalColumns {
  const columns = new Map<number, Map<string, Column>>();
  for (let node = from; node < to; node++) {
    const set = forest.categorySets[forest.categorySetOfNode[node] ?? -1];
    if (!set || forest.leftChildren[node] === -1) continue;
    const feature = forest.splitFeatures[node] ?? 0;
    const ofFeature = columns.get(feature) ?? new Map<string, Column>();
    const key = set.join();
    const column = ofFeature.get(key) ?? { set, nodes: [] };
    column.nodes.push(node);
    columns.set(feature, ofFeature.set(key, column));
  }
  const columnOfNode = new Int32Array(forest.leftChildren.length).fill(-1);
  const setsOfFeature = new Map<number, Int32Array[]>();
  let columnCount = 0;
  for (const [feature, ofFeature] of columns) {
    for (const { nodes } of ofFeature.values()) {
      nodes.forEach(node => (columnOfNode[node] = columnCount));
      columnCount++;
    }
    setsOfFeature.set(
      feature,
      Array.from(ofFeature.values(), ({ set }) => set),
    );
  }
  return { setsOfFeature, columnOfNode };
}

/**
 * Adds the nodes that append the derived columns to the features.
 *
 * A row of a feature's table holds the membership of one category in all its sets. XGBoost rounds a code towards
 * zero, takes a negative or unknown one for no member, and sends a missing one by the default direction; so the
 * table has a row of zeros at each end and a row of NaN for missing, and the ensemble needs to know no categories.
 *
 * @param features value of shape [rows, featureCount]
 * @returns value of shape [rows, featureCount + derived columns]; `features` itself if nothing is derived
 * @throws UnsupportedModel if the tables exceed 1 GiB
 */
export function appendCategoricalColumns(
  graph: GraphBuilder,
  features: string,
  setsOfFeature: CategoricalColumns['setsOfFeature'],
): string {
  if (setsOfFeature.size === 0) return features;
  ensureTablesFit([...setsOfFeature.values()]);
  const tables = Array.from(setsOfFeature.values(), membershipTable);
  const vector = (values: Iterable<number>, hint: string): string => {
    const floats = Float32Array.from(values);
    return graph.constant({ type: 'float', shape: [floats.length], values: floats }, hint);
  };
  const ids = BigInt64Array.from(setsOfFeature.keys(), BigInt);
  const categorical = graph.constant(
    { type: 'int64', shape: [ids.length], values: ids },
    'categorical_features',
  );
  const codes = graph.node('Gather', [features, categorical], { attributes: axis(1) });
  const beyond = vector(
    tables.map(table => table.codeCount),
    'unknown_code',
  );
  const negative = vector([-1], 'negative_code');
  const known = graph.node('Max', [graph.node('Min', [graph.node('Floor', [codes]), beyond]), negative]);
  const missing = vector(
    tables.map(table => table.codeCount + 1),
    'missing_code',
  );
  const code = graph.node('Where', [graph.node('IsNaN', [codes]), missing, known]);
  const row = graph.node('Add', [code, vector([1], 'one')]);
  const rows = graph.node('Cast', [row], { attributes: { to: { kind: 'int', value: DATA_TYPES.int64 } } });

  const columns = tables.map(({ values, rowCount, setCount }, position) => {
    const table = graph.constant(
      { type: 'float', shape: [rowCount, setCount], values },
      'category_membership',
    );
    const column = graph.constant(
      { type: 'int64', shape: [], values: BigInt64Array.of(BigInt(position)) },
      'categorical_position',
    );
    return graph.node('Gather', [table, graph.node('Gather', [rows, column], { attributes: axis(1) })]);
  });
  return graph.node('Concat', [features, ...columns], { attributes: axis(1) });
}

function ensureTablesFit(setsByFeature: readonly (readonly Int32Array[])[]): void {
  const size = setsByFeature.reduce((sum, sets) => sum + sets.length * (codeCountOf(sets) + 3), 0);
  if (size <= MAX_TABLE_VALUES) return;
  throw new UnsupportedModel(
    `its categorical splits take a table of ${size} values, at most ${MAX_TABLE_VALUES} are possible`,
    'Train with fewer categories, fewer trees or less depth.',
  );
}

function codeCountOf(sets: readonly Int32Array[]): number {
  return sets.reduce((most, set) => Math.max(most, (set.at(-1) ?? -1) + 1), 0);
}

/** Row 0: negative codes; rows 1 to codeCount: the codes; then unknown codes; last: missing. */
function membershipTable(sets: readonly Int32Array[]): {
  values: Float32Array;
  codeCount: number;
  rowCount: number;
  setCount: number;
} {
  const codeCount = codeCountOf(sets);
  const rowCount = codeCount + 3;
  const setCount = sets.length;
  const values = new Float32Array(rowCount * setCount);
  sets.forEach((set, column) => set.forEach(code => (values[(code + 1) * setCount + column] = 1)));
  values.fill(NaN, (rowCount - 1) * setCount);
  return { values, codeCount, rowCount, setCount };
}

function axis(value: number): { axis: { kind: 'int'; value: number } } {
  return { axis: { kind: 'int', value } };
}
