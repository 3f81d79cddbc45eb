import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRandom } from '@reckit/data';

/** Names of the files that `writeClicks` writes. */
export const CLICKS = { data: 'clicks.csv', features: 'features.json', tasks: 'tasks.json' } as const;

/** One feature of each kind and coding. */
export const CLICK_FEATURES = {
  label: 'clicked',
  features: [
    { name: 'age', default: 30 },
    { name: 'price', log: true, clip: { min: 1, max: 300 } },
    { name: 'city', kind: 'categorical', min_count: 3, default: 'c1' },
    { name: 'item', kind: 'categorical', buckets: 50 },
    { name: 'history', kind: 'sequence', max_length: 3, pooling: 'sum' },
  ],
} as const;

const CLICK_TASKS = [
  { name: 'click', kind: 'binary', label: 'clicked' },
  { name: 'watch', kind: 'regression', label: 'watch', transform: 'log1p', loss: 'huber', weight: 0.5 },
  { name: 'spent', kind: 'regression', label: 'spent', transform: 'scale', weight: 2 },
];

const CITIES = 6;

/** Rows of clicks as columns of text; a tenth of the ages and cities is missing. */
export function clickRows(rowCount: number, seed = 3): Record<string, string>[] {
  const random = createRandom(seed);
  return Array.from({ length: rowCount }, (_, row) => {
    const age = random.integer(18, 67);
    const city = random.integer(0, CITIES - 1);
    const price = Math.exp(random.uniform(0, 6));
    const history = Array.from({ length: random.integer(0, 5) }, () => `g${random.integer(0, 19)}`);
    const clicked = age > 40 === city < CITIES / 2 ? 1 : 0;
    return {
      user: `u${random.integer(0, 9)}`,
      age: random.uniform() < 0.1 ? '' : String(age),
      price: price.toFixed(3),
      city: random.uniform() < 0.1 ? '' : row % 50 === 0 ? `rare${row}` : `c${city}`,
      item: String(random.integer(0, 199)),
      history: history.join('|'),
      clicked: String(clicked),
      watch: (clicked * random.uniform(10, 60)).toFixed(3),
      spent: (clicked * price).toFixed(3),
    };
  });
}

/** The text of a CSV file; no cell may need quotes. */
export function csvOf(rows: readonly Readonly<Record<string, string>>[]): string {
  const lines = rows.map(row => Object.values(row).join(','));
  return `${[Object.keys(rows[0]).join(','), ...lines].join('\n')}\n`;
}

/** Writes rows of clicks into a folder, and files that describe their features and tasks. */
export function writeClicks(
  folder: string,
  rows: readonly Readonly<Record<string, string>>[] = clickRows(300),
): void {
  const write = (file: string, content: string) => writeFileSync(path.join(folder, file), content);
  write(CLICKS.data, csvOf(rows));
  write(CLICKS.features, JSON.stringify(CLICK_FEATURES));
  write(CLICKS.tasks, JSON.stringify(CLICK_TASKS));
}

/** The arguments that train on them. */
export const CLICK_ARGS = {
  deepfm: ['--data-path', CLICKS.data, '--features', CLICKS.features],
  mmoe: ['--data-path', CLICKS.data, '--features', CLICKS.features, '--tasks', CLICKS.tasks],
} as const;
