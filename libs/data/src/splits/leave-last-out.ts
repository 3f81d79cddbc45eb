import { eventsByUser, type Events } from './events-by-user';
import { splitOf, type Split } from './split';

/**
 * Holds out the last events of each user, so that a model learns from what came before and is asked for what came
 * next: of no user does the training part have an event after one that is held out. Both parts are in the order of
 * the rows.
 *
 * @param held events held out of each user, the last ones; of equal times the later row is the later event
 * @param minEvents users with fewer are in the training part alone, and so are rows without a user
 * @throws RangeError for a time that is not finite
 */
export function leaveLastOut(events: Events, held = 1, minEvents = held + 1): Split {
  const { offsets, indices } = eventsByUser(events);
  const isHeld = new Uint8Array(events.users.length);
  for (let user = 0; user + 1 < offsets.length; user++) {
    const [start, end] = [offsets[user], offsets[user + 1]];
    if (end - start < minEvents) continue;
    for (const row of indices.subarray(Math.max(start, end - held), end)) isHeld[row] = 1;
  }
  return splitOf(isHeld);
}
