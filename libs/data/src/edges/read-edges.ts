import type { DuckDBConnection } from '@duckdb/node-api';
import { MissingWords } from '@reckit/features';
import { Categories, categoryCoder, type CategoryCoder } from '../columns/category-codes';
import { categoryReader, spellingOf, type CategorySpelling } from '../columns/category-value';
import { foundCell } from '../columns/found-cell';
import { scanColumns } from '../columns/scan-columns';
import { WeightColumn } from '../columns/weight-column';
import { NotANode, NotAWeight, TooManyNodes } from '../errors';
import type { FileOptions } from '../files/table-file';
import { openSource, withTable } from '../sources/open-source';
import type { TableSource } from '../sources/table-source';
import { NodeColumn } from './node-column';

export interface EdgesRequest extends FileOptions {
  /** The column with the node that an edge leaves. */
  readonly from: string;
  /** That with the node it leads to. */
  readonly to: string;
  /** That with its weight. @default none: all edges weigh the same */
  readonly weight?: string;
}

/** Edges column by column. The arrays may be views of larger buffers. */
export interface Edges {
  /** The ids of the nodes, distinct and canonical, in the order in which the rows name them. */
  readonly nodes: readonly string[];
  /** By row the place in `nodes` of where an edge comes from. */
  readonly from: Int32Array;
  /** The same of where it leads. */
  readonly to: Int32Array;
  /** By row; null where no column has them. */
  readonly weights: Float32Array | null;
}

/** What a map of JavaScript can hold, nearly. */
const MOST_NODES = 16_000_000;

/**
 * Reads a list of edges from a file of any format that `readColumns` reads: four bytes a cell, and the ids of the nodes
 * once. Ids are categories in their canonical form (`canonicalText`), by which a service finds them again: `1` is `1`
 * whether it stands in text, in JSON or in a column of floats. A row without a node is an error; so is one without a
 * weight where there are weights.
 *
 * @throws DataError, among them NotANode and NotAWeight
 * @example
 * const { nodes, from, to } = await readEdges('data/graph_edges.csv', { from: 'from_id', to: 'to_id' });
 */
export async function readEdges(path: string, request: EdgesRequest): Promise<Edges> {
  const { from, to, weight } = request;
  return withTable(path, request, async (connection, table) => {
    const source = await openSource(connection, table, [
      { name: from, asJson: true },
      { name: to, asJson: true },
      ...(weight === undefined ? [] : [{ name: weight }]),
    ]);
    const categories = new Categories();
    const [fromColumn, toColumn] = nodeColumns(connection, source, categories);
    const weightColumn =
      weight === undefined
        ? null
        : new WeightColumn(source.expectedRows, async row => {
            const { path: file, position, cell } = await foundCell(connection, source, WEIGHT, row);
            return new NotAWeight(file, position, weight, cell, 'an edge');
          });
    const sinks = [fromColumn.sink, toColumn.sink, ...(weightColumn ? [weightColumn.sink] : [])];
    const rowCount = await scanColumns(connection, source, sinks, () => {
      if (categories.values.length > MOST_NODES) throw new TooManyNodes(source.path, MOST_NODES);
    });
    return {
      ...numberedByRow(categories.values, fromColumn.codes(rowCount), toColumn.codes(rowCount)),
      weights: weightColumn && weightColumn.weights(rowCount),
    };
  });
}

/** The place of the weights among the columns of the source. */
const WEIGHT = 2;

/** The first two columns of a source, which name nodes of one set. */
function nodeColumns(
  connection: DuckDBConnection,
  source: TableSource,
  categories: Categories,
): [NodeColumn, NodeColumn] {
  // A blank cell alone: an id that looks like a gap is one, as it is when it is served.
  const missing = new MissingWords([]);
  const coders = new Map<CategorySpelling, CategoryCoder>();
  const columnAt = (column: number): NodeColumn => {
    const { name, form } = source.columns[column];
    const spelling = spellingOf(form);
    const coder = coders.get(spelling) ?? categoryCoder(categories, categoryReader(spelling, missing));
    coders.set(spelling, coder);
    return new NodeColumn(coder, {
      isTrimmed: form === 'written',
      expectedRows: source.expectedRows,
      refusal: async row => {
        const { path, position, cell } = await foundCell(connection, source, column, row);
        return new NotANode(path, position, name, cell);
      },
    });
  };
  return [columnAt(0), columnAt(1)];
}

/**
 * Numbers the nodes as the rows name them. Columns are read some rows at a time, one after the other, so that the numbers
 * that the reading gave depend on how many rows came at once.
 */
function numberedByRow(values: readonly string[], from: Int32Array, to: Int32Array): Omit<Edges, 'weights'> {
  const numbers = new Int32Array(values.length).fill(-1);
  const nodes: string[] = [];
  for (let row = 0; row < from.length; row++) {
    for (const column of [from, to]) {
      const code = column[row];
      if (numbers[code] < 0) numbers[code] = nodes.push(values[code]) - 1;
      column[row] = numbers[code];
    }
  }
  return { nodes, from, to };
}
