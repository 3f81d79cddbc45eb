import type { EventLogOptions } from '@reckit/data';
import { LARGE_FOREST } from './model-folders';
import type { EmbeddingData } from './embedding/embedding-data';
import type { ForestShape } from './forest/grow-forest';
import type { HistoriesShape } from './retrieval/histories-csv';
import type { ClicksShape } from './training/clicks-csv';

/** How long and how often the measures measure, and on what. */
export interface Effort {
  /** Rounds in which the sides of a comparison take turns. */
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly roundMs: number;
  readonly startups: number;
  /** How long a started service idles before its memory is read. */
  readonly idleMs: number;
  readonly reloads: number;
  readonly pauseBetweenReloadsMs: number;
  /** Requests of many rows during which `/live` is asked. */
  readonly largeRequests: number;
  /** Connections that are held by clients which do nothing good with them. */
  readonly attackers: number;
  /** After how many reloads the memory is read, ascending. */
  readonly memoryReloads: readonly number[];
  /** Random requests, and how long the service rests before its memory is read. */
  readonly fuzzedRequests: number;
  readonly fuzzRestMs: number;
  readonly scoringMs: number;
  /** For how long training steps of one size are repeated in a round. */
  readonly stepsMs: number;
  /** The data file of the training run. */
  readonly clicks: ClicksShape;
  /** That of a training which several processes share. */
  readonly sharedClicks: ClicksShape;
  /** Rows of the trainings out of core, and the memory of that of trees; networks have the least that is allowed. */
  readonly outOfCore: {
    readonly treeRows: number;
    readonly treeMegabytes: number;
    readonly networkRows: number;
  };
  /** The data file of the retrieval training. */
  readonly histories: HistoriesShape;
  /** How many vectors are searched. */
  readonly catalogues: readonly number[];
  /** The generated logs of the retrieval quality, where they differ from the usual ones. */
  readonly eventLog: Omit<EventLogOptions, 'seed'>;
  /** Epochs of its trainings; null for those of the training program. */
  readonly qualityEpochs: number | null;
  /** Rows of the data on which settings of networks are compared, and seeds of each training. */
  readonly quality: { readonly rows: number; readonly seeds: number };
  /** Rows of interactions between 2,000 users and 1,500 items. */
  readonly interactions: number;
  /** Rows of a day of them, where a training goes on from one day to the next. */
  readonly dayRows: number;
  readonly embedding: EmbeddingData;
  /** Rows of the files that are read into memory. */
  readonly readingRows: number;
  /** The data file that is looked at before a training. */
  readonly checkedClicks: ClicksShape;
  /** Rows of the table that is read from a database. */
  readonly databaseRows: number;
  readonly large: ForestShape;
  /** A forest whose ONNX file has about 50 MB. */
  readonly huge: ForestShape;
  /** A forest whose XGBoost JSON file has about 50 MB. */
  readonly hugeFlat: ForestShape;
}

export const FULL_EFFORT: Effort = {
  rounds: 7,
  warmUpMs: 2_000,
  roundMs: 2_000,
  startups: 7,
  idleMs: 2_000,
  reloads: 20,
  pauseBetweenReloadsMs: 1_000,
  largeRequests: 10,
  attackers: 2_000,
  memoryReloads: [1, 50, 100, 150, 200, 250, 300],
  fuzzedRequests: 100_000,
  fuzzRestMs: 12_000,
  scoringMs: 300,
  stepsMs: 500,
  clicks: { rows: 1_000_000, categories: 6, values: 100_000 },
  sharedClicks: { rows: 500_000, categories: 6, values: 100_000 },
  outOfCore: { treeRows: 20_000_000, treeMegabytes: 4_000, networkRows: 10_000_000 },
  histories: { items: 1_000_000, rowsAUser: 50 },
  catalogues: [300, 100_000, 1_000_000],
  eventLog: {},
  qualityEpochs: null,
  quality: { rows: 20_000, seeds: 3 },
  interactions: 200_000,
  dayRows: 100_000,
  embedding: { tokens: 5_000_000, words: 100_000, nodes: 100_000, edges: 1_000_000 },
  readingRows: 10_000_000,
  checkedClicks: { rows: 3_000_000, categories: 6, values: 100_000 },
  databaseRows: 2_000_000,
  large: LARGE_FOREST,
  huge: { trees: 1_900, depth: 9 },
  hugeFlat: { trees: 650, depth: 9 },
};

/** Shows within seconds that everything runs; its figures mean nothing. */
export const QUICK_EFFORT: Effort = {
  rounds: 2,
  warmUpMs: 100,
  roundMs: 100,
  startups: 1,
  idleMs: 100,
  reloads: 2,
  pauseBetweenReloadsMs: 200,
  largeRequests: 1,
  attackers: 50,
  memoryReloads: [1, 2, 3],
  fuzzedRequests: 400,
  fuzzRestMs: 200,
  scoringMs: 20,
  stepsMs: 20,
  clicks: { rows: 10_000, categories: 6, values: 1_000 },
  sharedClicks: { rows: 5_000, categories: 6, values: 1_000 },
  outOfCore: { treeRows: 1_500_000, treeMegabytes: 1_000, networkRows: 100_000 },
  histories: { items: 2_000, rowsAUser: 50 },
  catalogues: [300, 20_000],
  eventLog: { users: 60, items: 200, events: 3_000, maxEvents: 100 },
  qualityEpochs: 1,
  quality: { rows: 1_000, seeds: 1 },
  interactions: 20_000,
  dayRows: 2_000,
  embedding: { tokens: 50_000, words: 2_000, nodes: 1_000, edges: 5_000 },
  readingRows: 20_000,
  checkedClicks: { rows: 20_000, categories: 6, values: 1_000 },
  databaseRows: 20_000,
  large: { trees: 20, depth: 9 },
  huge: { trees: 20, depth: 9 },
  hugeFlat: { trees: 20, depth: 9 },
};
