import { sampleBehaviorData } from './behavior';
import { sampleGraphData } from './graph-edges';
import { sampleInteractionData } from './interactions';
import { sampleInterestData } from './interests';
import { sampleMmoeData } from './mmoe';
import { sampleRankingData } from './ranking';
import type { SampleOptions, SampleTable } from './sample-table';
import { sampleDssmData } from './towers/dssm';
import { sampleTwoTowerData } from './towers/two-tower';
import { sampleYoutubeDnnData } from './towers/youtube-dnn';
import { writeCsv } from './write-csv';

/** Every kind of sample data: its generator, one file each, and how many rows it has unless told otherwise. */
const SAMPLES = {
  ranking: { generate: sampleRankingData, rows: 1_000 },
  mmoe: { generate: sampleMmoeData, rows: 1_000 },
  two_tower: { generate: sampleTwoTowerData, rows: 5_000 },
  dssm: { generate: sampleDssmData, rows: 5_000 },
  youtube_dnn: { generate: sampleYoutubeDnnData, rows: 5_000 },
  graph: { generate: sampleGraphData, rows: 2_000 },
  item2vec: { generate: sampleBehaviorData, rows: 500 },
  interests: { generate: sampleInterestData, rows: 5_000 },
  interactions: { generate: sampleInteractionData, rows: 100_000 },
} as const satisfies Record<
  string,
  { readonly generate: (options: SampleOptions) => SampleTable; readonly rows: number }
>;

export type SampleKind = keyof typeof SAMPLES;

const DEFAULT_SEED = 42;

/**
 * Writes seeded sample data as a CSV file, whole or not at all; missing folders are made.
 *
 * @example
 * await writeSampleData('ranking', 'data/train_data.csv');
 */
export async function writeSampleData(
  kind: SampleKind,
  path: string,
  { rows = SAMPLES[kind].rows, seed = DEFAULT_SEED }: Partial<SampleOptions> = {},
): Promise<void> {
  await writeCsv(path, SAMPLES[kind].generate({ rows, seed }));
}
