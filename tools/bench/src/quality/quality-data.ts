import { sampleInteractionData, type SampleOptions, type SampleTable } from '@reckit/data';
import { denseNumbers } from './dense-numbers';
import { driftingTastes } from './drifting-tastes';
import { habits } from './habits';

interface DescribedFeature {
  readonly name: string;
  readonly kind?: string;
  readonly [key: string]: unknown;
}

/** Data of one shape, and how a model is trained on them. */
export interface QualityData {
  readonly name: string;
  readonly title: string;
  generate(options: SampleOptions): SampleTable;
  /** As the feature file has them. */
  readonly features: readonly DescribedFeature[];
  readonly flags: readonly string[];
  /** By sequence, the category that its events are values of: for networks that compare them. @default there are none */
  readonly shares?: Readonly<Record<string, string>>;
}

const categories = (...names: readonly string[]) => names.map(name => ({ name, kind: 'categorical' }));

/** One of each shape that recommenders meet, all with a label of 0 and 1. */
export const QUALITY_DATA: readonly QualityData[] = [
  {
    name: 'numbers',
    title: 'dense numbers',
    generate: denseNumbers,
    features: Array.from({ length: 10 }, (_, i) => ({ name: `x${i + 1}` })),
    flags: [],
  },
  {
    name: 'ids',
    title: 'long-tailed ids',
    generate: sampleInteractionData,
    features: [...categories('user_id', 'item_id', 'device', 'hour'), { name: 'price', log: true }],
    flags: [],
  },
  {
    name: 'habits',
    title: 'ids known by heart',
    generate: habits,
    features: categories('user_id', 'thing_id', 'daytime', 'weekday', 'weather', 'country', 'city'),
    flags: [],
  },
  {
    name: 'drift',
    title: 'sequences with drift',
    generate: driftingTastes,
    features: [
      ...categories('user_id', 'item_id', 'genre'),
      { name: 'history', kind: 'sequence', separator: '|', max_length: 10 },
    ],
    flags: ['--split', 'time', '--time-col', 'time'],
    shares: { history: 'genre' },
  },
];
