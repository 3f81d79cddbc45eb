import type { OutputEntry, Similarity } from '@reckit/artifacts';
import type {
  BatchSource,
  BatchLookup,
  EmbeddingTable,
  Engine,
  EngineState,
  Network,
  Parameter,
} from '@reckit/nn';
import type { InitialNetwork } from '../networks/init/initial-network';
import type { TrainingModel } from '../run/training-model';
import type { RetrievalData } from './data/retrieval-data';
import type { ServedSide } from './package/served-side';

/** Runs a network, or a part of it. */
export type Predicts = Pick<Engine, 'predict'>;

/** A network that retrieves, the data to train it on, and what is served of it. */
export interface RetrievalPlan {
  readonly model: Pick<TrainingModel<never>, 'name' | 'kind'>;
  readonly data: RetrievalData;
  readonly network: Network;
  readonly tables: readonly EmbeddingTable[];
  /** Sizes of the network, for the manifest. */
  readonly architecture: Readonly<Record<string, unknown>>;
  readonly labelColumn: string | null;
  /** Numbers in a vector. */
  readonly dim: number;
  /** What fills its batches. */
  trainingBatches(batchSize: number): {
    readonly batches: BatchSource;
    readonly lookups: Readonly<Record<string, BatchLookup>>;
  };
  /** What embeds who asks. */
  readonly query: ServedSide;
  /** What embeds items, or how their vectors are taken from what was trained. */
  readonly items: ItemVectors;
  readonly similarity: Similarity;
  /** Parameters that training needs and no served graph has; the manifest keeps them. */
  readonly recorded: readonly Parameter[];
  /** What it goes on from; null where it begins with what its seed gives. */
  readonly initial: InitialNetwork | null;
}

/** Where the vectors of items come from. */
export type ItemVectors =
  | { readonly kind: 'encoded'; readonly side: ServedSide }
  /** [items, dim], learnt one by one; a part of the weights where it has a parameter, else of a table. */
  | {
      readonly kind: 'learnt';
      readonly parameter: Parameter | null;
      vectorsIn(weights: EngineState): Float32Array;
    };

/** What every vector is to a client. */
export const EMBEDDING: OutputEntry = { name: 'embedding', role: 'embedding' };

/** What is served of it, who asks first. */
export function servedSides({ query, items }: RetrievalPlan): ServedSide[] {
  return items.kind === 'encoded' ? [query, items.side] : [query];
}
