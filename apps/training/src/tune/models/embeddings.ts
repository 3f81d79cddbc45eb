import type { Item2vecFlags } from '../../embedding/item2vec/item2vec-flags';
import type { GraphFlags } from '../../graph/settings/graph-flags';
import { ITEM_DEFAULTS } from '../../models/item2vec';
import { between, oneOf, ratioBetween, type Space } from '../space/parameter';
import { withoutHoldOut } from './held-out-rows';
import type { Tuning } from './tuning';

/** What decides how vectors are learnt, whatever they are of. */
const VECTORS: Space = new Map([
  ['--lr', ratioBetween(0.005, 0.1)],
  ['--dim', oneOf(32, 64, 128)],
  ['--window', { kind: 'range', from: 2, to: 20, scale: 'log', whole: true }],
  ['--negatives', { kind: 'range', from: 3, to: 20, scale: 'log', whole: true }],
  ['--negative-exponent', between(-0.5, 1)],
]);
const FIXED = ['--min-count', '--workers', '--out', '--out-format', '--hold-out'];

/** How vectors of items are tuned: the rate falls over the passes, so that each rung begins anew. */
export const ITEM2VEC_TUNING: Tuning<Item2vecFlags> = {
  space: new Map([
    ...VECTORS,
    ['--sample', ratioBetween(0.0001, 0.1)],
    ['--algorithm', oneOf('skip-gram', 'cbow')],
  ]),
  budget: { flag: '--epochs', unit: 'epochs', least: 1, most: ({ epochs = ITEM_DEFAULTS.epochs }) => epochs },
  metrics: ['ndcg_at_20'],
  fixed: [
    ...FIXED,
    '--mode',
    '--recent',
    '--seen-items',
    '--sequence-col',
    '--separator',
    '--user-col',
    '--item-col',
    '--time-col',
    '--text-col',
  ],
  measuresNothing: flags =>
    flags.mode === 'word2vec'
      ? 'Vectors of words are not measured on anything, so that trials cannot be compared. Tune --mode item2vec, on sequences, or choose by what most-similar answers.'
      : withoutHoldOut(flags),
};

/** How vectors of nodes are tuned: it is the walks that grow. */
export const NODE2VEC_TUNING: Tuning<GraphFlags> = {
  space: new Map([
    ...VECTORS,
    ['--p', ratioBetween(0.25, 4)],
    ['--q', ratioBetween(0.25, 4)],
    ['--walk-length', oneOf(10, 20, 40, 80)],
  ]),
  budget: { flag: '--num-walks', unit: 'walks a node', least: 1, most: ({ numWalks }) => numWalks },
  metrics: ['ndcg_at_20', 'auc'],
  fixed: [...FIXED, '--edges', '--from-col', '--to-col', '--weight-col', '--no-weights', '--directed'],
  measuresNothing: withoutHoldOut,
};
