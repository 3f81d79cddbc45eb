import { createRandom, type Random } from '../random';
import type { SampleOptions, SampleTable } from './sample-table';

export interface InteractionOptions extends SampleOptions {
  /** @default 2_000 */
  readonly users?: number;
  /** @default 1_500 */
  readonly items?: number;
}

const GROUPS = 8;
const DEVICES = 5;
const HOURS = 24;
/** Ids are drawn by the power of a uniform number, so that few have most of the rows. */
const LONG_TAIL = 2.5;

/**
 * Clicks that follow from who meets what: `label` is 1 with the probability of a logistic function of how active the
 * user and how liked the item is, of how the tastes of the user's group and the item's genre meet, and of device and
 * hour. Ids are numbers that say nothing by their order, and long-tailed: a few have most of the rows.
 *
 * Columns: `user_id`, `item_id`, `device`, `hour`, `price` and `label`.
 */
export function sampleInteractionData({
  rows,
  seed,
  users = 2_000,
  items = 1_500,
}: InteractionOptions): SampleTable {
  const random = createRandom(seed);
  const user = population(users, random);
  const item = population(items, random);
  const affinity = Float64Array.from({ length: GROUPS * GROUPS }, () => random.normal(0, 1.2));
  const ofDevice = Float64Array.from({ length: DEVICES }, () => random.normal(0, 0.5));
  const names = ['user_id', 'item_id', 'device', 'hour', 'price', 'label'] as const;
  const columns = names.map(name => ({ name, values: new Float64Array(rows) }));
  const [userIds, itemIds, devices, hours, prices, labels] = columns.map(({ values }) => values);
  for (let row = 0; row < rows; row++) {
    const u = longTailed(users, random);
    const i = longTailed(items, random);
    userIds[row] = user.ids[u];
    itemIds[row] = item.ids[i];
    devices[row] = random.integer(0, DEVICES - 1);
    hours[row] = random.integer(0, HOURS - 1);
    prices[row] = Math.round(Math.exp(random.normal(3, 0.8)) * 100) / 100;
    const logit =
      user.bias[u] +
      item.bias[i] +
      affinity[user.group[u] * GROUPS + item.group[i]] +
      ofDevice[devices[row]] +
      0.4 * Math.sin((2 * Math.PI * hours[row]) / HOURS) -
      0.3 * (Math.log(prices[row]) - 3) -
      0.5;
    labels[row] = random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  }
  return { rowCount: rows, columns };
}

/** Ids in random order, and what is behind each. */
function population(
  size: number,
  random: Random,
): { ids: Uint32Array; bias: Float64Array; group: Uint8Array } {
  return {
    ids: random.shuffle(Uint32Array.from({ length: size }, (_, i) => 1_000 + i)),
    bias: Float64Array.from({ length: size }, () => random.normal(0, 1)),
    group: Uint8Array.from({ length: size }, () => random.integer(0, GROUPS - 1)),
  };
}

function longTailed(size: number, random: Random): number {
  return Math.floor(size * random.uniform() ** LONG_TAIL);
}
