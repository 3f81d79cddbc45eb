import { mkdir, writeFile } from 'node:fs/promises';
import { temporaryFiles } from '../testing/temporary-files';
import { profileColumns } from './profile-columns';

const files = temporaryFiles();

test('says what the cells of a separated file are like', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => [
    i * 1.5,
    i,
    `0${i}`,
    i % 2 === 0,
    i < 5 ? '' : `c${i % 3}`,
    `2026-11-0${1 + (i % 9)}`,
    'one',
    'NULL',
    `a${i % 4}|b`,
  ]);
  const path = await files.write(
    'all.csv',
    ['price;count;code;flag;city;day;same;none;tags', ...rows.map(row => row.join(';'))].join('\n'),
  );
  const profiles = await profileColumns(path);
  const named = Object.fromEntries(profiles.map(profile => [profile.name, profile]));
  expect(Object.keys(named)).toEqual('price count code flag city day same none tags'.split(' '));
  expect(named['price']).toMatchObject({
    rows: 20,
    present: 20,
    distinct: 20,
    numbers: 20,
    range: { min: 0, max: 28.5 },
  });
  expect(named['price'].integers).toBe(10);
  expect(named['count']).toMatchObject({ integers: 20, zeroPadded: 0 });
  expect(named['code'].zeroPadded).toBe(20);
  expect(named['flag']).toMatchObject({ booleans: 20, numbers: 0, range: null });
  expect(named['city']).toMatchObject({ present: 15, distinct: 3, isConstant: false });
  expect(named['day']).toMatchObject({ dates: 20, distinct: 9 });
  expect(named['same']).toMatchObject({ isConstant: true, frequent: ['one'] });
  expect(named['none']).toMatchObject({ present: 0, distinct: 0, isConstant: false, frequent: [] });
  expect(named['tags'].separators).toEqual([
    { separator: '|', cells: 20, items: 40, distinctItems: 5, meanItemLength: 1.5, idLike: 20, sharedBy: [] },
  ]);
});

test('finds the words among numbers, and the values of a label by their frequency', async () => {
  const path = await files.write(
    'words.csv',
    ['n,y', ...Array.from({ length: 30 }, (_, i) => (i % 10 === 0 ? `unknown,no` : `${i},yes`))].join('\n'),
  );
  const [n, y] = await profileColumns(path);
  expect(n).toMatchObject({ numbers: 27, words: ['unknown'] });
  expect(y).toMatchObject({ frequent: ['yes', 'no'], words: [] });
});

test('tells lists and objects of JSON, and texts without their quotes', async () => {
  const rows = [
    { items: ['a', 'b'], at: { x: 1 }, name: 'é', n: 1.5, flag: true },
    { items: [], at: { x: 2 }, name: 'é', n: null, flag: false },
  ];
  const path = await files.write('rows.jsonl', rows.map(row => JSON.stringify(row)).join('\n'));
  const [items, at, name, n, flag] = await profileColumns(path);
  expect(items).toMatchObject({ present: 2, lists: 2 });
  expect(at.nested).toBe(2);
  expect(name).toMatchObject({ frequent: ['é'], isConstant: true });
  expect(n).toMatchObject({ present: 1, numbers: 1 });
  expect(flag.booleans).toBe(2);
});

test('finds the columns that have the items of a list as values', async () => {
  const rows = Array.from({ length: 12 }, (_, i) => ({
    item: `i${i % 4}`,
    shown: `i${i % 3}`,
    other: `o${i % 4}`,
    list: [`i${i % 4}`, `i${(i + 1) % 4}`],
    text: `i${i % 4} | i${(i + 2) % 4}`,
  }));
  const sharedBy = [
    { name: 'item', share: 1 },
    { name: 'shown', share: 0.75 },
  ];
  const path = await files.write('lists.jsonl', rows.map(row => JSON.stringify(row)).join('\n'));
  const profiles = await profileColumns(path);
  expect(profiles.map(profile => profile.sharedBy)).toEqual([[], [], [], sharedBy, []]);
  expect(profiles[4].separators[0]).toMatchObject({ separator: '|', sharedBy });
});

test('takes several files, what their folders say, and some of the rows', async () => {
  for (const day of ['01', '02']) {
    await mkdir(files.path(`days/dt=2026-11-${day}`), { recursive: true });
    await writeFile(files.path(`days/dt=2026-11-${day}/part.csv`), `a\n1\n${day}\n`);
  }
  const [a, dt] = await profileColumns(files.path('days'));
  expect(a).toMatchObject({ rows: 4, distinct: 3 });
  expect(dt).toMatchObject({ name: 'dt', dates: 4, distinct: 2 });
  const [some] = await profileColumns(files.path('days'), { where: "dt = '2026-11-02'" });
  expect(some.rows).toBe(2);
});
