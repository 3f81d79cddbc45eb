import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readEvents } from './events-file';

const folder = mkdtempSync(path.join(os.tmpdir(), 'reckit-events-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('events stand by time, in the order of the file where times are equal', async () => {
  const rows = [
    'user_id\trating\titem_id\ttime',
    'b\t1\tx\t881250949',
    'a\t5\ty\t881250948',
    'b\t4\ty\t881250949',
  ];
  expect(await readEvents(fileWith('events.tsv', rows.join('\n')))).toEqual({
    userCount: 2,
    itemCount: 2,
    groupCount: 1,
    users: Uint32Array.of(1, 0, 0),
    items: Uint32Array.of(1, 0, 1),
    times: Float64Array.of(881250948, 881250949, 881250949),
    groupOfItem: new Uint32Array(2),
  });
});

test.each([
  ['a,x,1\n,x,2\n', 'row 2 has no user_id.'],
  ['a,,1\n', 'row 1 has no item_id.'],
  ['a,x,soon\n', 'row 1 has no number in the column time.'],
])('a row that says too little: %j', async (rows, message) => {
  await expect(readEvents(fileWith('events.csv', `user_id,item_id,time\n${rows}`))).rejects.toThrow(message);
});
