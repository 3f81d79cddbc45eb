import { open } from 'node:fs/promises';
import { createRandom } from '@reckit/data';

/** A generated data file of histories and what came next. */
export interface HistoriesShape {
  /** Each of them is a target. */
  readonly items: number;
  /** Rows of a user: the first one has no history, the last one all but one of the user's items. */
  readonly rowsAUser: number;
}

const SEED = 9;
const ROWS_PER_BLOCK = 4096;
/** Rows beyond one for each item, whose targets are long-tailed: they are of the most popular items. */
const ROWS_AN_ITEM = 1.5;
const LONG_TAIL = 3;

/** So many rows a file has. */
export function rowsOf(shape: HistoriesShape): number {
  return usersOf(shape) * shape.rowsAUser;
}

/**
 * Writes histories as CSV, the same for the same shape. The rows of all users stand in turn, so that the last row of a
 * user is what the user met last; of the other rows each item is a target at least once.
 */
export async function writeHistories(file: string, shape: HistoriesShape): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (const block of csvBlocks(shape)) await handle.write(block);
  } finally {
    await handle.close();
  }
}

function usersOf({ items, rowsAUser }: HistoriesShape): number {
  return Math.ceil((items * ROWS_AN_ITEM) / rowsAUser);
}

function* csvBlocks(shape: HistoriesShape): Generator<string> {
  const users = usersOf(shape);
  const targets = targetsOf(shape, users);
  const histories = new Array<string>(users).fill('');
  let block = 'user_id,history,target_item_id\n';
  for (let row = 0; row < targets.length; row++) {
    const user = row % users;
    const target = `i${targets[row] + 1}`;
    block += `u${user + 1},"${histories[user]}",${target}\n`;
    histories[user] += histories[user] === '' ? target : `,${target}`;
    if ((row + 1) % ROWS_PER_BLOCK === 0) {
      yield block;
      block = '';
    }
  }
  yield block;
}

/** The item of each row, [rows]. */
function targetsOf({ items, rowsAUser }: HistoriesShape, users: number): Uint32Array {
  const random = createRandom(SEED);
  const targets = Uint32Array.from({ length: users * rowsAUser }, (_, i) =>
    i < items ? i : Math.floor(items * random.uniform() ** LONG_TAIL),
  );
  // All but the last row of each user, which are held out of the training part.
  random.shuffle(targets.subarray(0, users * (rowsAUser - 1)));
  return targets;
}
