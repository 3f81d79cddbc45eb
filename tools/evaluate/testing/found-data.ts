import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  createRandom,
  sampleBehaviorData,
  sampleCorpus,
  sampleDssmData,
  sampleGraphData,
  sampleTwoTowerData,
  sampleYoutubeDnnData,
  writeCsv,
  type SampleTable,
} from '@reckit/data';

/** What models learn to find. */
export type FoundKind = 'two_tower' | 'dssm' | 'youtube_dnn' | 'graph_recall' | 'item2vec' | 'word2vec';

const SEED = 7;

/**
 * Writes data with much to find, `real.csv`; the same with what is to be found dealt out anew, `shuffled.csv`; and other
 * rows of the same kind, `later.csv`.
 */
export async function writeFoundData(kind: FoundKind, folder: string): Promise<void> {
  switch (kind) {
    case 'two_tower':
      return writeRows(folder, sampleTwoTowerData({ rows: 4_000, seed: SEED }), ['user_age', 'user_gender']);
    case 'dssm':
      return writeRows(folder, sampleDssmData({ rows: 4_000, seed: SEED }), [
        'query_f1',
        'query_f2',
        'query_f3',
      ]);
    case 'youtube_dnn':
      return writeRows(folder, sampleYoutubeDnnData({ rows: 3_000, seed: SEED }), ['target_item_id']);
    case 'graph_recall':
      return writeRows(folder, inAnyOrder(sampleGraphData({ rows: 1_500, seed: SEED })), ['to_id'], 0.8);
    case 'item2vec':
      return writeSequences(folder);
    case 'word2vec':
      return writeText(folder);
  }
}

/** @param share - of the rows that come first */
async function writeRows(
  folder: string,
  table: SampleTable,
  dealt: readonly string[],
  share = 0.7,
): Promise<void> {
  const first = Math.floor(table.rowCount * share);
  const real = rowsOf(table, 0, first);
  await writeCsv(path.join(folder, 'real.csv'), real);
  await writeCsv(path.join(folder, 'later.csv'), rowsOf(table, first, table.rowCount));
  await writeCsv(path.join(folder, 'shuffled.csv'), {
    ...real,
    columns: real.columns.map(column => (dealt.includes(column.name) ? dealtOut(column) : column)),
  });
}

type Column = SampleTable['columns'][number];

function dealtOut({ name, values }: Column): Column {
  const places = shuffledPlaces(values.length);
  return values instanceof Float64Array
    ? { name, values: Float64Array.from(places, place => values[place]) }
    : { name, values: Array.from(places, place => values[place]) };
}

function inAnyOrder({ rowCount, columns }: SampleTable): SampleTable {
  return { rowCount, columns: columns.map(dealtOut) };
}

function rowsOf({ columns }: SampleTable, begin: number, end: number): SampleTable {
  return {
    rowCount: end - begin,
    columns: columns.map(({ name, values }) => ({ name, values: values.slice(begin, end) })),
  };
}

async function writeSequences(folder: string): Promise<void> {
  const { columns } = sampleBehaviorData({ rows: 400, seed: SEED });
  const sequences = [...columns[1].values].map(text => String(text).split(','));
  const asTable = (lists: readonly (readonly string[])[]): SampleTable => ({
    rowCount: lists.length,
    columns: [
      { name: 'user_id', values: lists.map((_, user) => `u${user}`) },
      { name: 'sequence', values: lists.map(list => list.join()) },
    ],
  });
  const real = sequences.slice(0, 280);
  await writeCsv(path.join(folder, 'real.csv'), asTable(real));
  await writeCsv(path.join(folder, 'later.csv'), asTable(sequences.slice(280)));
  await writeCsv(path.join(folder, 'shuffled.csv'), asTable(dealtAmong(real)));
}

function writeText(folder: string): void {
  const sentences = sampleCorpus({ rows: 1_200, seed: SEED }).map(line => line.split(' '));
  const real = sentences.slice(0, 900);
  const write = (name: string, lists: readonly (readonly string[])[]): void =>
    writeFileSync(path.join(folder, name), `${lists.map(list => list.join(' ')).join('\n')}\n`);
  write('real.txt', real);
  write('later.txt', sentences.slice(900));
  write('shuffled.txt', dealtAmong(real));
}

/** Lists as long as before, each of what others had. */
function dealtAmong(lists: readonly (readonly string[])[]): string[][] {
  const all = lists.flat();
  const places = shuffledPlaces(all.length);
  let next = 0;
  return lists.map(list => list.map(() => all[places[next++]]));
}

function shuffledPlaces(count: number): Uint32Array {
  return createRandom(SEED).shuffle(Uint32Array.from({ length: count }, (_, place) => place));
}
