import { quoted } from '@reckit/messages';
import { BadEmbeddingInput } from '../errors';
import { fillAliasTable } from '../random/alias-table';
import type { Arcs, ArcWeights, Graph } from './graph';
import { GrowingArray } from './growing-array';
import { sortedRows, type Rows } from './sorted-rows';

/** How edges become a graph. */
export interface GraphOptions {
  /** Whether an edge leads from its first node to its second alone. @default false */
  readonly isDirected?: boolean;
  /** Whether edges have weights; without them all weigh 1. @default false */
  readonly isWeighted?: boolean;
}

/**
 * Makes a graph of a list of edges. An edge that is there more than once has the sum of its weights, and is one edge in a
 * graph without weights. An edge of weight 0 is none, and one from a node to itself is left out; their nodes are known
 * all the same.
 */
export class GraphBuilder {
  readonly #numbers = new Map<string, number>();
  readonly #from = new GrowingArray(length => new Int32Array(length));
  readonly #to = new GrowingArray(length => new Int32Array(length));
  readonly #weights = new GrowingArray(length => new Float32Array(length));
  readonly #isDirected: boolean;
  readonly #isWeighted: boolean;
  #selfLoopCount = 0;

  constructor({ isDirected = false, isWeighted = false }: GraphOptions = {}) {
    this.#isDirected = isDirected;
    this.#isWeighted = isWeighted;
  }

  /**
   * Adds an edge between nodes, which any texts name.
   *
   * @param weight - not negative; of no account in a graph without weights
   * @throws BadEmbeddingInput if the weight is none
   */
  add(from: string, to: string, weight = 1): void {
    if (this.#isWeighted && !(weight >= 0 && weight < Infinity)) {
      throw new BadEmbeddingInput(
        `The edge from ${quoted(from)} to ${quoted(to)} has the weight ${weight}: a weight is a number that is not negative.`,
      );
    }
    const a = this.#numberOf(from);
    const b = this.#numberOf(to);
    if (a === b) {
      this.#selfLoopCount++;
      return;
    }
    if (this.#isWeighted && weight === 0) return;
    this.#push(a, b, weight);
    if (!this.#isDirected) this.#push(b, a, weight);
  }

  /** @throws BadEmbeddingInput if there is no edge between two nodes */
  finish(): Graph {
    const nodes = [...this.#numbers.keys()];
    if (this.#from.length === 0) {
      throw new BadEmbeddingInput(
        nodes.length === 0
          ? 'The graph is empty: there are no edges.'
          : `The graph has no edge between two nodes (of ${nodes.length}): there are no neighbours to learn from.`,
      );
    }
    const rows = sortedRows(
      nodes.length,
      this.#from.finish(),
      this.#to.finish(),
      this.#isWeighted ? this.#weights.finish() : null,
    );
    const { starts, targets } = rows;
    const arcs: Arcs = { starts, targets, weighted: weightsOf(rows) };
    return {
      nodes,
      arcs,
      isDirected: this.#isDirected,
      edgeCount: this.#isDirected ? targets.length : targets.length / 2,
      selfLoopCount: this.#selfLoopCount,
      deadEndCount: nodes.filter((_, node) => starts[node] === starts[node + 1]).length,
    };
  }

  #push(from: number, to: number, weight: number): void {
    this.#from.push(from);
    this.#to.push(to);
    if (this.#isWeighted) this.#weights.push(weight);
  }

  #numberOf(node: string): number {
    const known = this.#numbers.get(node);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(node, number);
    return number;
  }
}

function weightsOf({ starts, weights }: Rows): ArcWeights | null {
  if (!weights) return null;
  const nodeCount = starts.length - 1;
  const sums = new Float64Array(new SharedArrayBuffer(nodeCount * Float64Array.BYTES_PER_ELEMENT));
  const aliases = new Uint32Array(new SharedArrayBuffer(2 * weights.length * Uint32Array.BYTES_PER_ELEMENT));
  for (let node = 0; node < nodeCount; node++) {
    const row = weights.subarray(starts[node], starts[node + 1]);
    sums[node] = row.reduce((sum, weight) => sum + weight, 0);
    fillAliasTable(row, aliases.subarray(2 * starts[node], 2 * starts[node + 1]));
  }
  return { weights, sums, aliases };
}
