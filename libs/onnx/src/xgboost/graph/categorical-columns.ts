import { UnsupportedModel } from '../../errors';
import type { CategoryColumns } from '../../forest-graph/category-columns';
import { DATA_TYPES } from '../../graph';
import type { GraphBuilder } from '../../graph-builder';
import type { Forest } from '../model-file/xgboost-model';

/** 1 GiB: an ONNX file ends at 2 GiB. */
const MAX_TABLE_BYTES = 2 ** 30;
const COLUMNS_PER_BYTE = 8;

/** Columns derived from the features, each 1 where the feature's category is in one set, 0 where not. */
export interface CategoricalColumns {
  /** Category sets by categorical feature; the columns follow the features in this order, whole bytes of them. */
  readonly setsOfFeature: ReadonlyMap<number, readonly Int32Array[]>;
  /** [nodeCount] Column of each node with a categorical split, counted from the first derived one; else -1. */
  readonly columnOfNode: Int32Array;
}

/** One derived column: the set it stands for and the nodes that split on it. */
interface Column {
  readonly set: Int32Array;
  readonly nodes: number[];
}

/** The columns of one feature, one a set. A set of many thousand codes is found by its hash. */
class DistinctSets {
  readonly columns: Column[] = [];
  readonly #byHash = new Map<number, Column[]>();

  columnOf(set: Int32Array): Column {
    const hash = hashOf(set);
    const alike = this.#byHash.get(hash) ?? [];
    const found = alike.find(column => equal(column.set, set));
    if (found) return found;
    const column = { set, nodes: [] };
    this.#byHash.set(hash, [...alike, column]);
    this.columns.push(column);
    return column;
  }
}

/** FNV-1a over whole codes. */
function hashOf(set: Int32Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < set.length; i++) hash = Math.imul(hash ^ set[i], 0x01000193);
  return hash;
}

function equal(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((code, i) => code === b[i]);
}

/** Finds the distinct pairs of feature and category set that the nodes from `from` up to `to` split on. */
export function categoricalColumns(forest: Forest, from: number, to: number): CategoricalColumns {
  const columnOfNode = new Int32Array(forest.leftChildren.length).fill(-1);
  if (forest.categorySets.length === 0) return { setsOfFeature: new Map(), columnOfNode };
  const columns = new Map<number, DistinctSets>();
  for (let node = from; node < to; node++) {
    const set = forest.categorySets[forest.categorySetOfNode[node] ?? -1];
    if (!set || forest.leftChildren[node] === -1) continue;
    const feature = forest.splitFeatures[node] ?? 0;
    const ofFeature = columns.get(feature) ?? new DistinctSets();
    ofFeature.columnOf(set).nodes.push(node);
    columns.set(feature, ofFeature);
  }
  const setsOfFeature = new Map<number, Int32Array[]>();
  let columnCount = 0;
  for (const [feature, { columns: ofFeature }] of columns) {
    for (const { nodes } of ofFeature) {
      nodes.forEach(node => (columnOfNode[node] = columnCount));
      columnCount++;
    }
    columnCount = Math.ceil(columnCount / COLUMNS_PER_BYTE) * COLUMNS_PER_BYTE;
    setsOfFeature.set(
      feature,
      ofFeature.map(({ set }) => set),
    );
  }
  return { setsOfFeature, columnOfNode };
}

/**
 * Adds the nodes that append the derived columns to the features.
 *
 * Codes that belong to the same sets make one class, since most of many thousand ids are in no set at all: a code is
 * looked up among the classes, and its class in a table that holds the membership in all sets, a bit each. XGBoost
 * rounds a code towards zero, takes a negative or unknown one for no member, and sends a missing one by the default
 * direction; so the former have the class of no set, the columns of the latter are NaN, and the ensemble needs to know
 * no categories.
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
  const tables = [...categoryTables(setsOfFeature).values()];
  const vector = (values: Iterable<number>, hint: string): string => {
    const floats = Float32Array.from(values);
    return graph.constant({ type: 'float', shape: [floats.length], values: floats }, hint);
  };
  const index = (value: number, hint: string): string =>
    graph.constant({ type: 'int64', shape: [1], values: BigInt64Array.of(BigInt(value)) }, hint);
  const ids = BigInt64Array.from(setsOfFeature.keys(), BigInt);
  const categorical = graph.constant(
    { type: 'int64', shape: [ids.length], values: ids },
    'categorical_features',
  );
  const codes = graph.node('Gather', [features, categorical], { attributes: axis(1) });
  const beyond = vector(
    tables.map(({ classOfEntry }) => classOfEntry.length - 2),
    'unknown_code',
  );
  const known = graph.node('Max', [
    graph.node('Min', [graph.node('Floor', [codes]), beyond]),
    vector([-1], 'negative_code'),
  ]);
  const isMissing = graph.node('IsNaN', [codes]);
  const code = graph.node('Where', [isMissing, vector([-1], 'missing_code'), known]);
  const entry = graph.node('Add', [code, vector([1], 'one')]);
  const entries = graph.node('Cast', [entry], { attributes: to('int64') });
  const bits = graph.constant({ type: 'float', shape: [257, COLUMNS_PER_BYTE], values: BITS }, 'bits');
  const missing = graph.constant({ type: 'int32', shape: [], values: Int32Array.of(MISSING) }, 'missing');

  const columns = tables.map((ofFeature, position) => {
    const at = index(position, 'categorical_position');
    const ofRow = (values: string): string => graph.node('Gather', [values, at], { attributes: axis(1) });
    return appendMembership(graph, ofFeature, {
      bits,
      missing,
      entry: ofRow(entries),
      isMissing: ofRow(isMissing),
    });
  });
  return graph.node('Concat', [features, ...columns], { attributes: axis(1) });
}

/** How the codes of a feature are looked up: its classes, and the sets that each is in. */
export type CategoryTable = Omit<CategoryColumns, 'column'>;

/**
 * The tables of the features whose columns `appendCategoricalColumns` derives.
 *
 * @throws UnsupportedModel if they exceed 1 GiB
 */
export function categoryTables(
  setsOfFeature: CategoricalColumns['setsOfFeature'],
): Map<number, CategoryTable> {
  ensureCodesFit([...setsOfFeature.values()]);
  const classes = Array.from(setsOfFeature.values(), sets => codeClasses(sets));
  ensureTablesFit(classes);
  return new Map([...setsOfFeature.keys()].map((feature, i) => [feature, tableOf(classes[i])]));
}

/** Stands in place of a byte where the code is missing. */
const MISSING = 256;

/** The numbers 0 to 255 as their bits, the lowest first, and NaN for a missing code: row-major [257, 8]. */
const BITS = Float32Array.from({ length: (MISSING + 1) * COLUMNS_PER_BYTE }, (_, i) => {
  const byte = Math.floor(i / COLUMNS_PER_BYTE);
  return byte === MISSING ? NaN : (byte >>> (i % COLUMNS_PER_BYTE)) & 1;
});

/**
 * Codes of one feature by class. Those of a class are in the same sets; the members of class 0 are in none.
 */
interface CodeClasses {
  /** [codes up to the largest in a set] */
  readonly classOfCode: Int32Array;
  readonly classCount: number;
  readonly sets: readonly Int32Array[];
}

/** Parts the codes by one set after the other: of every class, those in the set move to a new one. */
function codeClasses(sets: readonly Int32Array[]): CodeClasses {
  const classOfCode = new Int32Array(codeCountOf(sets));
  let classCount = 1;
  for (const set of sets) {
    const targets = new Int32Array(classCount);
    for (let i = 0; i < set.length; i++) {
      const from = classOfCode[set[i]];
      if (targets[from] === 0) targets[from] = classCount++;
      classOfCode[set[i]] = targets[from];
    }
    classCount = withoutGaps(classOfCode, classCount);
  }
  return { classOfCode, classCount, sets };
}

/** Numbers the classes that still have members anew, class 0 staying what it is; returns how many there are. */
function withoutGaps(classOfCode: Int32Array, classCount: number): number {
  const numbers = new Int32Array(classCount);
  let next = 1;
  for (let code = 0; code < classOfCode.length; code++) {
    const old = classOfCode[code];
    if (old === 0) continue;
    if (numbers[old] === 0) numbers[old] = next++;
    classOfCode[code] = numbers[old];
  }
  return next;
}

function tableOf({ classOfCode, classCount, sets }: CodeClasses): CategoryTable {
  const bytesPerClass = bytesOf(sets);
  const members = new Uint8Array(classCount * bytesPerClass);
  sets.forEach((set, column) => {
    const byte = column >>> 3;
    const bit = 1 << (column & 7);
    for (let i = 0; i < set.length; i++) members[classOfCode[set[i]] * bytesPerClass + byte] |= bit;
  });
  // A negative code comes before the others, an unknown one after them.
  const classOfEntry = new Int32Array(classOfCode.length + 2);
  classOfEntry.set(classOfCode, 1);
  return { classOfEntry, members, bytesPerClass };
}

/**
 * Adds the look-up of one feature. The result is [rows, columns].
 *
 * @param values.entry [rows, 1] the code, counted from 1; 0 for a negative one
 * @param values.isMissing [rows, 1]
 */
function appendMembership(
  graph: GraphBuilder,
  { classOfEntry, members, bytesPerClass }: CategoryTable,
  values: Readonly<Record<'bits' | 'missing' | 'entry' | 'isMissing', string>>,
): string {
  const byEntry = graph.constant(
    { type: 'int32', shape: [classOfEntry.length], values: classOfEntry },
    'category_class',
  );
  const byClass = graph.constant(
    { type: 'uint8', shape: [members.length / bytesPerClass, bytesPerClass], values: members },
    'category_membership',
  );
  // [rows, 1] becomes [rows], so that the bytes of a row are [rows, width].
  const entry = graph.node('Squeeze', [
    values.entry,
    graph.constant({ type: 'int64', shape: [1], values: BigInt64Array.of(1n) }, 'column_axis'),
  ]);
  const packed = graph.node('Gather', [byClass, graph.node('Gather', [byEntry, entry])]);
  const bytes = graph.node('Cast', [packed], { attributes: to('int32') });
  const bytesOrMissing = graph.node('Where', [values.isMissing, values.missing, bytes]);
  const unpacked = graph.node('Gather', [values.bits, bytesOrMissing]);
  const shape = BigInt64Array.of(-1n, BigInt(bytesPerClass * COLUMNS_PER_BYTE));
  return graph.node('Reshape', [
    unpacked,
    graph.constant({ type: 'int64', shape: [2], values: shape }, 'membership_shape'),
  ]);
}

function ensureTablesFit(classes: readonly CodeClasses[]): void {
  const size = classes.reduce((sum, { classCount, sets }) => sum + classCount * bytesOf(sets), 0);
  if (size > MAX_TABLE_BYTES) throw tooLarge(size);
}

function ensureCodesFit(setsByFeature: readonly (readonly Int32Array[])[]): void {
  const size = setsByFeature.reduce((sum, sets) => sum + codeCountOf(sets), 0) * Int32Array.BYTES_PER_ELEMENT;
  if (size > MAX_TABLE_BYTES) throw tooLarge(size);
}

function tooLarge(bytes: number): UnsupportedModel {
  return new UnsupportedModel(
    `its categorical splits take a table of ${bytes} bytes, at most ${MAX_TABLE_BYTES} are possible`,
    'Train with fewer categories, fewer trees or less depth.',
  );
}

function codeCountOf(sets: readonly Int32Array[]): number {
  return sets.reduce((most, set) => Math.max(most, (set.at(-1) ?? -1) + 1), 0);
}

function bytesOf(sets: readonly Int32Array[]): number {
  return Math.ceil(sets.length / COLUMNS_PER_BYTE);
}

function axis(value: number): { axis: { kind: 'int'; value: number } } {
  return { axis: { kind: 'int', value } };
}

function to(type: 'int32' | 'int64'): { to: { kind: 'int'; value: number } } {
  return { to: { kind: 'int', value: DATA_TYPES[type] } };
}
