import { createRandom, type Random, type SampleOptions, type SampleTable } from '@reckit/data';

/** Rows that each user has on average. */
const ROWS_A_USER = 130;
/** Things that a user comes back to. */
const HABITS = 9;
/** Rows by chance for each that is real, with a thing that is drawn from all alike. */
const CHANCE = 2;
/** Some have most of the users: they are drawn by the power of a uniform number. */
const LONG_TAIL = 3;
const THINGS_A_USER = 4;
const SIZES = { daytime: 7, weekday: 7, weather: 9, country: 20, city: 80 } as const;

/**
 * What people use, again and again, beside things that they do not: who and what say all, and each pair comes again a few
 * times, so that a network that has seen the rows once begins to know them by heart. Contexts say little, but for the time
 * of the day, by which habits differ.
 */
export function habits({ rows, seed }: SampleOptions): SampleTable {
  const random = createRandom(seed);
  const userCount = Math.max(2, Math.round(rows / ROWS_A_USER));
  const thingCount = userCount * THINGS_A_USER;
  const users = Array.from({ length: userCount }, () => ({
    country: random.integer(0, SIZES.country - 1),
    city: random.integer(0, SIZES.city - 1),
    habits: Array.from({ length: HABITS }, () => Math.floor(thingCount * random.uniform() ** LONG_TAIL)),
  }));
  const names = ['user_id', 'thing_id', ...Object.keys(SIZES), 'label'];
  const columns = new Map(names.map(name => [name, new Float64Array(rows)]));
  for (let row = 0; row < rows; row++) {
    const id = random.integer(0, userCount - 1);
    const user = users[id];
    const daytime = random.integer(0, SIZES.daytime - 1);
    const real = row % (CHANCE + 1) === 0;
    const values: Readonly<Record<string, number>> = {
      user_id: id,
      thing_id: real ? habitAt(user.habits, daytime, random) : random.integer(0, thingCount - 1),
      daytime,
      weekday: random.integer(0, SIZES.weekday - 1),
      weather: random.integer(0, SIZES.weather - 1),
      country: user.country,
      city: user.city,
      label: real ? 1 : 0,
    };
    for (const [name, column] of columns) column[row] = values[name];
  }
  return { rowCount: rows, columns: Array.from(columns, ([name, values]) => ({ name, values })) };
}

/** The better of two by chance: the one whose place is nearer to the time of the day. */
function habitAt(all: readonly number[], daytime: number, random: Random): number {
  const [one, other] = [random.integer(0, HABITS - 1), random.integer(0, HABITS - 1)];
  const distance = (place: number) => Math.abs(place - (daytime * HABITS) / SIZES.daytime);
  return all[distance(one) <= distance(other) ? one : other];
}
