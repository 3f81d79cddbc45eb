import { createRandom, type Random, type SampleOptions, type SampleTable } from '@reckit/data';

const ROWS_A_USER = 80;
const ROWS_AN_ITEM = 50;
const GENRES = 12;
const REMEMBERED = 10;
/** How likely a row is the one from which its user likes another genre. */
const CHANGE = 0.02;
/** How long an item is shown, as a share of the time. */
const IN_FASHION = 0.3;

/**
 * Rows in the order of time: what a user liked last, what they are shown, and whether they like it. Users change what
 * they like, and items come into fashion and go out of it, so that those of the last rows have hardly been there before.
 *
 * Columns: `time`, `user_id`, `item_id`, `genre`, `history` (the genres of the last ten that were liked, `|` between them)
 * and `label`.
 */
export function driftingTastes({ rows, seed }: SampleOptions): SampleTable {
  const random = createRandom(seed);
  const items = Array.from({ length: Math.max(GENRES, Math.round(rows / ROWS_AN_ITEM)) }, () => ({
    genre: random.integer(0, GENRES - 1),
    liked: random.normal(0, 0.7),
    inFashion: random.uniform(-IN_FASHION, 1),
  }));
  const users = Array.from({ length: Math.max(2, Math.round(rows / ROWS_A_USER)) }, () => ({
    likes: random.integer(0, GENRES - 1),
    history: new Array<number>(),
  }));
  const [times, userIds, itemIds, genres, labels] = Array.from({ length: 5 }, () => new Float64Array(rows));
  const histories: string[] = [];
  for (let row = 0; row < rows; row++) {
    const id = random.integer(0, users.length - 1);
    const user = users[id];
    if (random.uniform() < CHANGE) user.likes = random.integer(0, GENRES - 1);
    const item = itemAt(items, row / rows, random);
    const { genre, liked } = items[item];
    const logit = liked + (genre === user.likes ? 2 : -1);
    const label = random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    [times[row], userIds[row], itemIds[row], genres[row], labels[row]] = [row, id, item, genre, label];
    histories.push(user.history.join('|'));
    if (label === 1) user.history = [...user.history, genre].slice(-REMEMBERED);
  }
  return {
    rowCount: rows,
    columns: [
      { name: 'time', values: times },
      { name: 'user_id', values: userIds },
      { name: 'item_id', values: itemIds },
      { name: 'genre', values: genres },
      { name: 'history', values: histories },
      { name: 'label', values: labels },
    ],
  };
}

/** An item that is in fashion; any, where none is found. */
function itemAt(items: readonly { readonly inFashion: number }[], time: number, random: Random): number {
  for (let attempt = 0; attempt < 100; attempt++) {
    const item = random.integer(0, items.length - 1);
    const age = time - items[item].inFashion;
    if (age >= 0 && age < IN_FASHION) return item;
  }
  return random.integer(0, items.length - 1);
}
