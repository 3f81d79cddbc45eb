import type { CategoricalFeature, NumericFeature, SequenceFeature } from '@reckit/features';
import { tabularLayout, twoTowers, youtubeDnn, type Network, type TabularLayout } from '@reckit/nn';

/** What the models of the comparison have in common. */
const EMBEDDING = 64;
const UNITS = [128, 64];
const DIM = 64;
const NUMBERS = 2;
const TEMPERATURE = 0.1;
const DROPOUT = 0.3;
const EVENTS = 50;
const RECENT = [10, 3];
const NEGATIVES = 4;
const IDS = 100_000;

/** Two towers that are trained within batches, or on labelled pairs. */
export interface ComparedTowers {
  readonly kind: 'towers';
  readonly network: Network;
  readonly query: TabularLayout;
  readonly item: TabularLayout;
  readonly isPairs: boolean;
}

/** A YouTube DNN whose softmax runs over all items, or over a sample of them. */
export interface ComparedYoutubeDnn {
  readonly kind: 'youtube-dnn';
  readonly network: Network;
  readonly query: TabularLayout;
  readonly items: number;
  readonly dim: number;
  /** Drawn for each row; null for a softmax over all items. */
  readonly negatives: number | null;
}

/** A model that is measured. */
export interface ComparedModel {
  readonly title: string;
  /** By which the peer calls it. */
  readonly peerName: string;
  readonly peerSizes: object;
  readonly ours: ComparedTowers | ComparedYoutubeDnn;
}

/** All of them, each made when it is its turn. */
export const COMPARED_MODELS: readonly (() => ComparedModel)[] = [
  () => towers('two-tower', 'two-tower, in-batch softmax', false),
  () => towers('pairs', 'DSSM, labelled pairs', true),
  () => youtube('full-softmax', 'YouTube DNN, all of 5,000 items', 5_000, null),
  () => youtube('sampled-softmax', 'YouTube DNN, sample of 1,000,000 items', 1_000_000, NEGATIVES),
];

function towers(peerName: string, title: string, isPairs: boolean): ComparedModel {
  const query = sideLayout('user');
  const item = sideLayout('item');
  const { network } = twoTowers(
    { query, item },
    {
      embeddingDim: EMBEDDING,
      queryUnits: UNITS,
      itemUnits: UNITS,
      dim: DIM,
      dropout: 0,
      temperature: TEMPERATURE,
      learnsTemperature: false,
      objective: isPairs ? { kind: 'pairs' } : { kind: 'in-batch', extraNegatives: 0 },
    },
  );
  return {
    title,
    peerName,
    peerSizes: {
      numbers: NUMBERS,
      embedding: EMBEDDING,
      units: UNITS,
      dim: DIM,
      users: query.tableRows,
      items: item.tableRows,
      temperature: TEMPERATURE,
    },
    ours: { kind: 'towers', network, query, item, isPairs },
  };
}

/** Some numbers and an id. */
function sideLayout(side: string): TabularLayout {
  const numbers = Array.from({ length: NUMBERS }, (_, i): NumericFeature => ({
    kind: 'numeric',
    name: `${side}_${i + 1}`,
    default: 0,
    scaling: { mean: 0, std: 1 },
  }));
  const id: CategoricalFeature = {
    kind: 'categorical',
    name: `${side}_id`,
    coding: { kind: 'hash', buckets: IDS },
    default: null,
  };
  return tabularLayout({ features: [...numbers, id], rawPrecision: 'float32', scaledBy: 'graph' });
}

function youtube(peerName: string, title: string, items: number, negatives: number | null): ComparedModel {
  const history: SequenceFeature = {
    kind: 'sequence',
    name: 'history_item_ids',
    coding: { kind: 'hash', buckets: items },
    maxLength: EVENTS,
    pooling: 'mean',
    separator: ',',
  };
  const query = tabularLayout(
    { features: [history], rawPrecision: 'float32', scaledBy: 'graph' },
    { [history.name]: { recent: RECENT, skipsUnknown: true } },
  );
  const { network } = youtubeDnn(query, {
    embeddingDim: EMBEDDING,
    units: UNITS,
    dim: DIM,
    dropout: DROPOUT,
    softmax: negatives === null ? { kind: 'full', items } : { kind: 'sampled', negatives },
  });
  return {
    title,
    peerName,
    peerSizes: {
      history: EVENTS,
      recent: RECENT,
      embedding: EMBEDDING,
      units: UNITS,
      dim: DIM,
      events: query.tableRows,
      items,
      dropout: DROPOUT,
      negatives: NEGATIVES,
    },
    ours: { kind: 'youtube-dnn', network, query, items, dim: DIM, negatives },
  };
}
