import type { Feature } from '@reckit/features';

/** One feature of each kind that a description tells apart. */
export const FEATURES: readonly Feature[] = [
  { kind: 'numeric', name: 'age', default: 30, scaling: { mean: 38.123456, std: 12 } },
  { kind: 'numeric', name: 'ctr', default: 'missing' },
  { kind: 'numeric', name: 'price', default: 0, log: true, scaling: { mean: Math.log(101), std: 1 } },
  {
    kind: 'categorical',
    name: 'city',
    coding: { kind: 'vocabulary', minCount: 1, values: ['Oslo', 'Rome', 'Bonn'] },
    default: 'Rome',
  },
  { kind: 'categorical', name: 'item', coding: { kind: 'hash', buckets: 10 }, default: null },
  {
    kind: 'sequence',
    name: 'history',
    coding: { kind: 'vocabulary', minCount: 1, values: ['a', 'b', 'c'] },
    maxLength: 5,
    pooling: 'mean',
    separator: '|',
  },
];
