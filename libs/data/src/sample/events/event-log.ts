import { createRandom } from '../../random';
import { Catalogue } from './catalogue';
import { eventCounts } from './event-counts';
import { Visitor } from './visitor';

export interface EventLogOptions {
  readonly seed: number;
  /** @default 943 */
  readonly users?: number;
  /** @default 1_682 */
  readonly items?: number;
  /** Events of all users together. @default 100_000 */
  readonly events?: number;
  /** Events of a user at least. @default 20 */
  readonly minEvents?: number;
  /** Events of a user at most, below the number of items. @default 700 */
  readonly maxEvents?: number;
  /** Hidden groups of items, of as many items each. @default 20 */
  readonly groups?: number;
  /** Exponent by which popularity falls with rank, as in Zipf's law. @default 2 */
  readonly longTail?: number;
  /** Share of events that follow popularity alone. @default 0.08 */
  readonly wander?: number;
  /** Share of the other events that follow the item before, to what goes with it closely. @default 0.4 */
  readonly follow?: number;
  /** Share of the rest that follow a passing interest rather than the lasting taste. @default 0.3 */
  readonly drift?: number;
  /** Days over which users first appear. @default 200 */
  readonly days?: number;
}

/** Who met what, and when: a row an event, the earliest first. */
export interface EventLog {
  readonly userCount: number;
  readonly itemCount: number;
  readonly groupCount: number;
  /** Numbers from 0, [events]. */
  readonly users: Uint32Array;
  /** Numbers from 0, which tell neither popularity nor group; no user meets one twice, [events]. */
  readonly items: Uint32Array;
  /** Whole seconds since 1970, [events]. */
  readonly times: Float64Array;
  /** The hidden group of each item, [items]. */
  readonly groupOfItem: Uint32Array;
}

const DAY_SECONDS = 86_400;
const FIRST_DAY = Date.UTC(2026, 0, 1) / 1_000;
const PAUSE_SECONDS = 2 * DAY_SECONDS;
const STAY_SECONDS = 60;

/**
 * A log of who met what, such as shops and players keep; with the defaults of the size and shape of MovieLens-100k.
 * Few items have most of the events, users have 20 to 700, and what they meet follows hidden groups of items: a
 * lasting taste, an interest that passes from session to session, what goes with the item before, and what everybody
 * meets. Of the last events of the users popularity finds 0.11 among twenty items (0.13 in MovieLens-100k), and
 * neighbours of the last five, ten, twenty and of all items before find 0.25, 0.22, 0.20 and 0.17 (0.25, 0.24, 0.20, 0.17).
 *
 * @throws RangeError if the users cannot have so many events, or the items so many groups
 */
export function sampleEventLog({
  seed,
  users: userCount = 943,
  items: itemCount = 1_682,
  events = 100_000,
  minEvents = 20,
  maxEvents = 700,
  groups = 20,
  longTail = 2,
  wander = 0.08,
  follow = 0.4,
  drift = 0.3,
  days = 200,
}: EventLogOptions): EventLog {
  if (maxEvents >= itemCount) {
    throw new RangeError(`Of ${itemCount} items nobody meets ${maxEvents} in turn; make maxEvents smaller.`);
  }
  if (groups > itemCount) throw new RangeError(`${itemCount} items do not fill ${groups} groups.`);
  const random = createRandom(seed);
  const catalogue = new Catalogue(itemCount, groups, longTail, random);
  const users = new Uint32Array(events);
  const items = new Uint32Array(events);
  const times = new Float64Array(events);
  let row = 0;
  eventCounts({ users: userCount, events, minEvents, maxEvents }, random).forEach((count, user) => {
    const visitor = new Visitor(catalogue, { wander, follow, drift }, random);
    let time = FIRST_DAY + random.uniform(0, days * DAY_SECONDS);
    for (const end = row + count; row < end; row++) {
      time += random.exponential(visitor.beginsSession() ? PAUSE_SECONDS : STAY_SECONDS);
      users[row] = user;
      items[row] = visitor.nextItem();
      times[row] = Math.floor(time);
    }
  });
  // By time, and within a second in the order of making, which is the order of each user.
  const order = Uint32Array.from({ length: events }, (_, i) => i).sort(
    (a, b) => times[a] - times[b] || a - b,
  );
  return {
    userCount,
    itemCount,
    groupCount: groups,
    users: order.map(i => users[i]),
    items: order.map(i => items[i]),
    times: Float64Array.from(order, i => times[i]),
    groupOfItem: catalogue.groupOfItem,
  };
}
