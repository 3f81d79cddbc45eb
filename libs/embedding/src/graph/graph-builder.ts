import { quoted } from '@reckit/messages';
import { BadEmbeddingInput } from '../errors';
import { buildGraph } from './build-graph';
import type { Graph } from './graph';
import { GrowingArray } from './growing-array';

/** How edges become a graph. */
export interface GraphOptions {
  /** Whether an edge leads from its first node to its second alone. @default false */
  readonly isDirected?: boolean;
  /** Whether edges have weights; without them all weigh 1. @default false */
  readonly isWeighted?: boolean;
}

/** Makes a graph of edges that come one by one; `buildGraph` says what becomes of them. */
export class GraphBuilder {
  readonly #numbers = new Map<string, number>();
  readonly #from = new GrowingArray(length => new Int32Array(length));
  readonly #to = new GrowingArray(length => new Int32Array(length));
  readonly #weights = new GrowingArray(length => new Float32Array(length));
  readonly #isDirected: boolean;
  readonly #isWeighted: boolean;

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
    this.#from.push(this.#numberOf(from));
    this.#to.push(this.#numberOf(to));
    if (this.#isWeighted) this.#weights.push(weight);
  }

  /** @throws BadEmbeddingInput if there is no edge between two nodes */
  finish(): Graph {
    const edges = {
      nodes: [...this.#numbers.keys()],
      from: this.#from.finish(),
      to: this.#to.finish(),
      weights: this.#isWeighted ? this.#weights.finish() : null,
    };
    return buildGraph(edges, this.#isDirected);
  }

  #numberOf(node: string): number {
    const known = this.#numbers.get(node);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(node, number);
    return number;
  }
}
