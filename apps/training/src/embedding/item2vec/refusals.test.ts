import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { refusalOf, trainingApp } from '../../../../service-testing/programs/training-app';

const app = trainingApp('item2vec');

interface Refused {
  readonly file: string;
  readonly data: string | Uint8Array;
  readonly args?: readonly string[];
  readonly says: string | RegExp;
}

const ROWS = 'user_id,sequence\nu1,"a,b,c"\nu2,"c,b,a"\n';
const WORDS = ['--mode', 'word2vec'];

const REFUSALS: Readonly<Record<string, Refused>> = {
  'an empty table': {
    file: 'data.csv',
    data: '',
    says: 'data.csv: the file is empty. Expected a header and at least one row.',
  },
  'a table without rows': {
    file: 'data.csv',
    data: 'user_id,sequence\n',
    says: 'data.csv: the file holds no rows of data. Add at least one.',
  },
  'sequences that are all blank': {
    file: 'data.csv',
    data: 'user_id,sequence\nu1,\nu2," , "\n',
    says: 'data.csv: there is no item in the column "sequence", so there is nothing to learn.',
  },
  'sequences of one item each': {
    file: 'data.csv',
    data: 'user_id,sequence\nu1,5\nu2,7\n',
    says: 'data.csv: no sequence in the column "sequence" has two items, so there is nothing to learn of what goes together. Items are parted by --separator.',
  },
  'a separator that is not there': {
    file: 'data.csv',
    data: ROWS,
    args: ['--separator', '|'],
    says: /^data\.csv: no sequence in the column "sequence" has two items/,
  },
  'items that are all too rare': {
    file: 'data.csv',
    data: ROWS,
    args: ['--min-count', '5'],
    says: 'data.csv: Nothing is there 5 times: the most frequent of 3, "a", is there 2 times. Lower the minimum count. (--min-count)',
  },
  'one item that is frequent enough': {
    file: 'data.csv',
    data: 'user_id,sequence\nu1,"a,a,b"\n',
    args: ['--min-count', '2'],
    says: 'data.csv: only "a" is there 2 times or more, so there is nothing to tell apart; lower --min-count, or give more data.',
  },
  'no column of sequences': {
    file: 'data.csv',
    data: 'user,items\nu1,"a,b"\n',
    says: 'data.csv has no column "sequence": name the column with --sequence-col, or give a log with the columns user_id and item_id (--user-col, --item-col); text is for --mode word2vec.',
  },
  'a column that was typed and is not there': {
    file: 'data.csv',
    data: ROWS,
    args: ['--sequence-col', 'history'],
    says: 'data.csv has no column "history" (--sequence-col); it has user_id, sequence.',
  },
  'a user column that was typed and is not there': {
    file: 'data.csv',
    data: ROWS,
    args: ['--user-col', 'member'],
    says: 'data.csv has no column "member" (--user-col); it has user_id, sequence.',
  },
  'a log without users': {
    file: 'data.csv',
    data: 'member,item_id\nu1,a\nu1,b\n',
    says: 'data.csv has no column "user_id": name the column with the user of an event with --user-col.',
  },
  'sequences that are objects': {
    file: 'data.jsonl',
    data: '{"sequence": ["a", "b"]}\n{"sequence": {"a": 1}}\n',
    says: /^data\.jsonl: row 2.*column sequence: expected a list of texts or numbers, got \{"a":1\}/,
  },
  'text in the mode of items': {
    file: 'corpus.txt',
    data: 'mobile fashion travel\nmovie game\n',
    says: /^corpus\.txt has no column "sequence": .* text is for --mode word2vec\.$/,
  },
  'a table in the mode of words, by its name': {
    file: 'data.csv',
    data: ROWS,
    args: WORDS,
    says: 'data.csv: this is a table, as its name or its first line "user_id,sequence" tells, where --mode word2vec reads text, a sentence a line. Name the column with the sentences with --text-col, or use --mode item2vec.',
  },
  'a table in the mode of words, by its header': {
    file: 'data.txt',
    data: ROWS,
    args: WORDS,
    says: /^data\.txt: this is a table/,
  },
  'sentences in a column that nobody names': {
    file: 'data.jsonl',
    data: '{"body": "a b", "day": "Monday"}\n',
    args: WORDS,
    says: 'data.jsonl has no column "text": name the column with the sentences with --text-col; sequences of items are for --mode item2vec.',
  },
  'a column of sentences that was typed and is not there': {
    file: 'data.csv',
    data: ROWS,
    args: [...WORDS, '--text-col', 'body'],
    says: 'data.csv has no column "body" (--text-col); it has user_id, sequence.',
  },
  'rows with a word each': {
    file: 'data.jsonl',
    data: '{"text": "a"}\n{"text": "b"}\n',
    args: WORDS,
    says: 'data.jsonl: no row of the column "text" has two words, so there is nothing to learn of what stands together. Write a sentence a row.',
  },
  'sentences that are lists': {
    file: 'data.jsonl',
    data: '{"text": ["a", "b"]}\n',
    args: WORDS,
    says: /^data\.jsonl: row 1.*column text: expected/,
  },
  'a text of blank lines': {
    file: 'corpus.txt',
    data: '\n \n\t\n',
    args: WORDS,
    says: 'corpus.txt: there is no word, so there is nothing to learn.',
  },
  'a text of single words': {
    file: 'corpus.txt',
    data: 'a\nb\n',
    args: WORDS,
    says: 'corpus.txt: no line has two words, so there is nothing to learn of what stands together. Write a sentence a line.',
  },
  'a text whose words are all too rare': {
    file: 'corpus.txt',
    data: '狐狸 跳 跳\n',
    args: WORDS,
    says: 'corpus.txt: Nothing is there 5 times: the most frequent of 2, "跳", is there 2 times. Lower the minimum count. (--min-count)',
  },
  'a text that is not UTF-8': {
    file: 'corpus.txt',
    data: Buffer.from('plain words\ncaf\xe9 au lait\n', 'latin1'),
    args: WORDS,
    says: 'corpus.txt: line 2: the text is not UTF-8. Name its encoding with --encoding, or save the file as UTF-8.',
  },
  'an encoding that there is not': {
    file: 'corpus.txt',
    data: 'a b\n',
    args: [...WORDS, '--encoding', 'klingon'],
    says: /^klingon: no encoding of text that can be read here/,
  },
  'a dimension out of range': {
    file: 'data.csv',
    data: ROWS,
    args: ['--dim', '5000'],
    says: 'dim must be a whole number from 1 to 4096, not 5000.',
  },
  'a file whose name tells no format': {
    file: 'data.csv',
    data: ROWS,
    args: ['--out', 'vectors.xyz'],
    says: /^vectors\.xyz: its name tells no format\. Use \.json, .*, or say --out-format\.$/,
  },
  'ids with spaces in a format where spaces end them': {
    file: 'data.csv',
    data: 'user_id,sequence\nu1,"red shoe,b,c"\n',
    args: ['--out', 'vectors.txt'],
    says: `The id "red shoe" cannot be written in a format of word2vec's, where spaces end an id: write JSON instead.`,
  },
  'a time that is none': {
    file: 'data.csv',
    data: 'user_id,item_id,time\nu1,a,1\nu1,b,soon\n',
    args: ['--time-col', 'time'],
    says: /row 2 \(line 3\), column time: expected a number, as the first time is, got "soon"/,
  },
};

test.each(Object.entries(REFUSALS))(
  '%s: one line, and no model',
  async (_, { file, data, args = [], says }) => {
    const folder = app.newFolder();
    writeFileSync(path.join(folder, file), data);
    const line = refusalOf(await app.inTurn(folder, ['--data-path', file, ...args]));
    if (typeof says === 'string') expect(line).toBe(says);
    else expect(line).toMatch(says);
    expect(existsSync(path.join(folder, 'model'))).toBe(false);
    expect(readdirSync(folder)).toEqual([file]);
  },
);

test('a path that was typed and is not there is an error, and nothing is written there', async () => {
  const folder = app.newFolder();
  for (const args of [
    ['--data', 'nowhere.csv'],
    ['--mode', 'word2vec', '--data-path', 'nowhere.txt'],
  ]) {
    expect(refusalOf(await app.inTurn(folder, args))).toBe(`${args.at(-1)}: no such file. Check the path.`);
  }
  expect(refusalOf(await app.inTurn(folder, ['--no-gen']))).toMatch(/--no-gen forbids sample data/);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['--mode', 'doc2vec'],
  ['--epochs', '0'],
  ['--lr', '-1'],
  ['--negative-exponent', 'x'],
  ['--algorithm', 'glove'],
])('%s %s is refused by the command itself', async (...args) => {
  const { code, stderr } = await app.inTurn(app.newFolder(), args);
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^error: option '${args[0]} <`));
});
