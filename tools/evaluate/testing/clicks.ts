import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRandom } from '@reckit/data';

const ROWS = 1_500;
const CITIES = ['Oslo', 'Lima', 'Rome', 'Cairo'];

/** What versions learn from: all there is, or too little. */
export const FEATURE_FILES = {
  'all.json': {
    label: 'clicked',
    features: ['age', { name: 'price', log: true }, { name: 'city', kind: 'categorical' }],
  },
  'little.json': { label: 'clicked', features: ['age'] },
};
export const TASKS = [
  { name: 'ctr', kind: 'binary', label: 'clicked', weight_col: 'w' },
  { name: 'gmv', kind: 'regression', label: 'paid' },
];

/**
 * Writes clicks that age, price and city tell much of, by the names `clicks.csv`; the same rows with their labels dealt
 * out anew, `shuffled.csv`; later rows, `later.csv`; and the files that describe them.
 */
export function writeClicks(folder: string): void {
  const rows = clicks(7);
  const random = createRandom(8);
  const labels = random.shuffle(rows.map(({ clicked }) => clicked));
  const paid = random.shuffle(rows.map(row => row.paid));
  write(folder, 'clicks.csv', rows);
  write(
    folder,
    'shuffled.csv',
    rows.map((row, i) => ({ ...row, clicked: labels[i], paid: paid[i] })),
  );
  write(folder, 'later.csv', clicks(9));
  for (const [name, content] of Object.entries({ ...FEATURE_FILES, 'tasks.json': TASKS })) {
    writeFileSync(path.join(folder, name), JSON.stringify(content));
  }
}

type Click = Readonly<Record<'user' | 'age' | 'price' | 'city' | 'clicked' | 'paid' | 'w', string | number>>;

function clicks(seed: number): Click[] {
  const random = createRandom(seed);
  return Array.from({ length: ROWS }, () => {
    const age = random.integer(18, 65);
    const price = Math.round(Math.exp(random.normal(3, 1)) * 100) / 100;
    const city = random.integer(0, CITIES.length - 1);
    const logit = (age - 40) / 8 - (Math.log(price) - 3) * 1.5 + (city - 1.5) * 1.5;
    const clicked = random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    return {
      user: `u${random.integer(0, 99)}`,
      age,
      price,
      city: CITIES[city],
      clicked,
      paid: Math.round(price * (1 + city) * (1 + 0.1 * random.uniform())),
      w: 1 + (age % 2),
    };
  });
}

function write(folder: string, name: string, rows: readonly Click[]): void {
  const lines = [Object.keys(rows[0]), ...rows.map(row => Object.values(row))];
  writeFileSync(path.join(folder, name), `${lines.map(cells => cells.join()).join('\n')}\n`);
}
