import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { refusalOf, trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();

const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('');
const IDS =
  '{"features": [{"name": "user_id", "kind": "categorical"}, {"name": "item_id", "kind": "categorical"}]}';

interface Refused {
  readonly command: 'two-tower' | 'youtube-dnn' | 'dssm';
  readonly data: string;
  readonly features?: string;
  readonly args?: readonly string[];
  readonly says: string | RegExp;
}

const REFUSALS: Readonly<Record<string, Refused>> = {
  'one item in all rows': {
    command: 'two-tower',
    data: `user_id,item_id\n${rows(20, i => `u${i},i1`)}`,
    features: IDS,
    says: 'data.csv: all rows have the same item, so there is nothing to tell apart.',
  },
  'a row without an item': {
    command: 'two-tower',
    data: `user_id,item_id\n${rows(20, i => `u${i},${i === 4 ? '' : `i${i % 3}`}`)}`,
    features: IDS,
    says: 'data.csv: row 5 has no id in the column "item_id".',
  },
  'a batch of one row': {
    command: 'two-tower',
    data: `user_id,item_id\n${rows(20, i => `u${i % 5},i${i % 3}`)}`,
    features: IDS,
    args: ['--batch-size', '1'],
    says: 'A batch of one row has no other item to tell its own from: give --batch-size 2 or more, or --extra-negatives.',
  },
  'no positive row': {
    command: 'two-tower',
    data: `user_id,item_id,label\n${rows(20, i => `u${i},i${i % 3},0`)}`,
    features: IDS,
    says: 'data.csv: column label: every label is 0, so there is nothing to learn. Give rows of both classes, 0 and 1.',
  },
  'one positive row': {
    command: 'two-tower',
    data: `user_id,item_id,label\n${rows(20, i => `u${i},i${i % 3},${i === 3 ? 1 : 0}`)}`,
    features: IDS,
    says: 'data.csv: only one row is positive, so there is nothing to learn; give more rows.',
  },
  'a feature of the user that is said to be one of the item': {
    command: 'two-tower',
    data: `user_id,item_id\n${rows(20, i => `u${i},i${i % 3}`)}`,
    features:
      '{"features": [{"name": "user_id", "kind": "categorical", "side": "item"}, {"name": "item_id", "kind": "categorical"}]}',
    says: 'features.json: the feature "user_id" has the side "item", and is of the side "user" by its name: rename it, or leave out "side".',
  },
  'a feature of neither side': {
    command: 'two-tower',
    data: `age,item_id\n${rows(20, i => `${i},i${i % 3}`)}`,
    features: '{"features": ["age", {"name": "item_id", "kind": "categorical"}]}',
    says: /the feature "age" is of neither side: give it "side": "user" or "item"/,
  },
  'a side without features': {
    command: 'dssm',
    data: `query_f1,doc_id\n${rows(20, i => `${i},d${i % 3}`)}`,
    features: '{"features": ["query_f1"]}',
    says: 'features.json: there is no feature of the side "doc"; both sides need one.',
  },
  'a side that is none': {
    command: 'dssm',
    data: `query_f1,doc_f1\n${rows(20, i => `${i},${i % 3}`)}`,
    features: '{"features": [{"name": "query_f1", "side": "left"}, "doc_f1"]}',
    says: /features\.0\.side: expected "user", "item", "query", "doc", got "left"/,
  },
  'pairs without a pair that does not match': {
    command: 'dssm',
    data: `query_f1,doc_f1,label\n${rows(20, i => `${i},${i % 3},1`)}`,
    features: '{"features": ["query_f1", "doc_f1"]}',
    args: ['--objective', 'pairs'],
    says: 'data.csv: no row has the label 0, which --objective pairs learns from; use in-batch.',
  },
  'a column that is not there': {
    command: 'two-tower',
    data: `user_id,item_id\n${rows(20, i => `u${i},i${i % 3}`)}`,
    features: IDS,
    args: ['--time-col', 'when'],
    says: 'data.csv has no column "when" (--time-col); it has user_id, item_id.',
  },
  'a time that is none': {
    command: 'two-tower',
    data: `user_id,item_id,at\n${rows(20, i => `u${i},i${i % 3},${i === 2 ? 'soon' : i}`)}`,
    features: IDS,
    args: ['--time-col', 'at'],
    says: /row 3 \(line 4\), column at: expected .*, got "soon"/,
  },
  'a history without targets': {
    command: 'youtube-dnn',
    data: `user_id,history\n${rows(20, i => `u${i},"a,b"`)}`,
    says: 'data.csv has no column "target_item_id": name the column with --target-col, or give a log with the columns user_id and item_id (--user-col, --item-col).',
  },
  'targets without a history': {
    command: 'youtube-dnn',
    data: `user_id,target_item_id\n${rows(20, i => `u${i},a`)}`,
    says: 'data.csv has no column "history": name the column with --history-col, or give a log with the columns user_id and item_id (--user-col, --item-col).',
  },
  'a catalogue of one item': {
    command: 'youtube-dnn',
    data: `user_id,history,target_item_id\n${rows(20, i => `u${i},"a,b",a`)}`,
    says: 'data.csv: only one item is a target 1 times or more in the column "target_item_id"; there is nothing to tell apart.',
  },
  'a row without a target': {
    command: 'youtube-dnn',
    data: `user_id,history,target_item_id\n${rows(20, i => `u${i},"a,b",${i === 1 ? '' : i % 2 === 0 ? 'a' : 'b'}`)}`,
    says: 'data.csv: row 2 has no item in the column "target_item_id".',
  },
  'a history that is a number': {
    command: 'youtube-dnn',
    data: `user_id,history,target_item_id\n${rows(20, i => `u${i},"a,b",${i % 2 === 0 ? 'a' : 'b'}`)}`,
    features: '{"features": ["history_item_ids"]}',
    says: 'The feature "history_item_ids" has the kind numeric; a history is a sequence.',
  },
};

test.each(Object.entries(REFUSALS))(
  '%s ends with one line',
  async (_case, { command, data, features, args = [], says }) => {
    const folder = apps[command].newFolder();
    writeFileSync(path.join(folder, 'data.csv'), data);
    if (features !== undefined) writeFileSync(path.join(folder, 'features.json'), features);
    const run = await apps[command].inTurn(folder, [
      ...['--data-path', 'data.csv', '--quiet', '--epochs', '2'],
      ...(features === undefined ? [] : ['--features', 'features.json']),
      ...args,
    ]);
    const line = refusalOf(run);
    if (typeof says === 'string') expect(line).toBe(says);
    else expect(line).toMatch(says);
    expect(existsSync(path.join(folder, 'model'))).toBe(false);
  },
);
