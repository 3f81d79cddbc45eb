import { sampleInteractionData, type SampleOptions, type SampleTable } from '@reckit/data';
import { denseNumbers } from './dense-numbers';
import { driftingTastes } from './drifting-tastes';
import { habits } from './habits';

/** A feature as the feature file has it. */
export interface DescribedFeature {
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
  /** The same with numbers in buckets, where there are some, and a cross of two ids. */
  readonly derived: readonly DescribedFeature[];
  /** That of the time of a row, where the newest rows are held out. @default rows are held out by chance */
  readonly timeColumn?: string;
  /** By sequence, the category that its events are values of: for networks that compare them. @default there are none */
  readonly shares?: Readonly<Record<string, string>>;
}

const categories = (...names: readonly string[]) => names.map(name => ({ name, kind: 'categorical' }));

const quantiles = { buckets: { quantiles: 16 } };
const cross = (...names: readonly [string, string]) => ({
  name: names.join('_x_'),
  kind: 'categorical',
  cross: names,
  buckets: 100_000,
});
const NUMBERS = Array.from({ length: 10 }, (_, i) => ({ name: `x${i + 1}` }));
const CONTEXT = categories('user_id', 'item_id', 'device', 'hour');
const HABITS = categories('user_id', 'thing_id', 'daytime', 'weekday', 'weather', 'country', 'city');
const TASTES = [
  ...categories('user_id', 'item_id', 'genre'),
  { name: 'history', kind: 'sequence', separator: '|', max_length: 10 },
];

/** One of each shape that recommenders meet, all with a label of 0 and 1. */
export const QUALITY_DATA: readonly QualityData[] = [
  {
    name: 'numbers',
    title: 'dense numbers',
    generate: denseNumbers,
    features: NUMBERS,
    derived: NUMBERS.map(number => ({ ...number, ...quantiles })),
  },
  {
    name: 'ids',
    title: 'long-tailed ids',
    generate: sampleInteractionData,
    features: [...CONTEXT, { name: 'price', log: true }],
    derived: [...CONTEXT, { name: 'price', log: true, ...quantiles }, cross('user_id', 'item_id')],
  },
  {
    name: 'habits',
    title: 'ids known by heart',
    generate: habits,
    features: HABITS,
    derived: [...HABITS, cross('user_id', 'thing_id')],
  },
  {
    name: 'drift',
    title: 'sequences with drift',
    generate: driftingTastes,
    features: TASTES,
    derived: [...TASTES, cross('user_id', 'genre')],
    timeColumn: 'time',
    shares: { history: 'genre' },
  },
];
