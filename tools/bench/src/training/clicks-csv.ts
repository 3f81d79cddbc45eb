import { open } from 'node:fs/promises';
import { createRandom } from '@reckit/data';
import { RANKING_FEATURES } from '@reckit/features';
import { labelledRows } from '../feature-rows';

/** A generated data file of clicks. */
export interface ClicksShape {
  readonly rows: number;
  /** Columns of categories beside the seven numbers. */
  readonly categories: number;
  /** Values of a category, each as likely. */
  readonly values: number;
}

const SEED = 5;
const ROWS_PER_BLOCK = 4096;
/** Digits after the point, as many as a log of prices and rates has; all digits of a double would be read longer. */
const DECIMALS = 4;

/** Names of the category columns. */
export function categoryNames({ categories }: ClicksShape): string[] {
  return Array.from({ length: categories }, (_, i) => `id_${i + 1}`);
}

/** The feature file that goes with the data: seven numbers, and categories with all their values. */
export function clicksFeatures(shape: ClicksShape): string {
  const categorical = categoryNames(shape).map(name => ({ name, kind: 'categorical', min_count: 1 }));
  return JSON.stringify({ label: 'label', features: [...RANKING_FEATURES, ...categorical] });
}

/** Writes clicks as CSV, the same for the same shape. */
export async function writeClicks(file: string, shape: ClicksShape): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (const block of csvBlocks(shape)) await handle.write(block);
  } finally {
    await handle.close();
  }
}

function* csvBlocks(shape: ClicksShape): Generator<string> {
  const { names, columns, labels } = labelledRows(shape.rows, SEED);
  const random = createRandom(SEED + 1);
  const ids = categoryNames(shape);
  let block = `${[...names, ...ids, 'label'].join(',')}\n`;
  for (let row = 0; row < shape.rows; row++) {
    for (const column of columns) block += `${Number(column[row].toFixed(DECIMALS))},`;
    for (let i = 0; i < ids.length; i++) block += `${random.integer(1, shape.values)},`;
    block += `${labels[row]}\n`;
    if ((row + 1) % ROWS_PER_BLOCK === 0) {
      yield block;
      block = '';
    }
  }
  yield block;
}
