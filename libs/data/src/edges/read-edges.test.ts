import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { DataError } from '../errors';
import { sqlText, withDuckDb } from '../sources/duckdb';
import { temporaryFiles } from '../testing/temporary-files';
import { readEdges, type Edges, type EdgesRequest } from './read-edges';

const files = temporaryFiles();
const NODES = { from: 'from_id', to: 'to_id' } as const;
const WEIGHTED = { ...NODES, weight: 'weight' } as const;

/** The edges as texts, each `from>to` or `from>to:weight`. */
function shown({ nodes, from, to, weights }: Edges): string[] {
  return Array.from(from, (node, row) => {
    const weight = weights === null ? '' : `:${weights[row]}`;
    return `${nodes[node]}>${nodes[to[row]]}${weight}`;
  });
}

async function failure(name: string, content: string, request: EdgesRequest = NODES): Promise<string> {
  const path = await files.write(name, content);
  const error: unknown = await readEdges(path, request).catch((thrown: unknown) => thrown);
  if (!(error instanceof DataError)) throw error;
  expect(error.message).not.toContain('\n');
  return `${error.name} ${error.message.replace(path, 'FILE')}`;
}

test('edges are read by the columns that are named, in any order, without the others', async () => {
  const path = await files.write('e.csv', 'when,dst,src,w\n1,b,a,2.5\n2,c,b,0\n');
  expect(shown(await readEdges(path, { from: 'src', to: 'dst', weight: 'w' }))).toEqual(['a>b:2.5', 'b>c:0']);
  expect(shown(await readEdges(path, { from: 'src', to: 'dst' }))).toEqual(['a>b', 'b>c']);
});

test('nodes are numbered in the order in which the rows name them', async () => {
  const path = await files.write('order.csv', 'from_id,to_id\nb,d\na,b\nc,a\n');
  expect((await readEdges(path, NODES)).nodes).toEqual(['b', 'd', 'a', 'c']);
});

test.each([
  ['ints.csv', 'from_id,to_id\n1,2\n2,007\n'],
  ['spaces.csv', 'from_id,to_id\n 1, 2 \n2,"007"\n'],
  ['floats.csv', 'from_id,to_id\n1.0,2.0\n2.0,007\n'],
  ['ints.jsonl', '{"from_id":1,"to_id":2}\n{"from_id":2.0,"to_id":"007"}\n'],
  ['ints.tsv', 'from_id\tto_id\n1\t2\n2\t007\n'],
])('whole numbers are ids as they are written without a fraction: %s', async (name, content) => {
  expect(shown(await readEdges(await files.write(name, content), NODES))).toEqual(['1>2', '2>007']);
});

test.each(['INTEGER', 'DOUBLE', 'VARCHAR'])('%s of Parquet names the same nodes', async type => {
  const path = files.path(`${type}.parquet`);
  await withDuckDb(async connection => {
    await connection.run(
      `COPY (SELECT CAST(a AS ${type}) AS from_id, CAST(b AS BIGINT) AS to_id, 0.5 AS weight ` +
        `FROM (VALUES (1, 2), (2, 3)) AS t(a, b)) TO ${sqlText(path)} (FORMAT parquet)`,
    );
  });
  expect(shown(await readEdges(path, WEIGHTED))).toEqual(['1>2:0.5', '2>3:0.5']);
});

test('ids are any text', async () => {
  const ids = ['say "hi"', 'a,b', 'two  words', '用户一', '🙂🙃', "o'clock", 'línea\nnueva', '__proto__'];
  const quoted = ids.map(id => `"${id.replaceAll('"', '""')}"`);
  const rows = quoted.map((id, i) => `${id},${quoted[(i + 1) % quoted.length]}`);
  const path = await files.write('odd.csv', `from_id,to_id\n${rows.join('\n')}\n`);
  const { nodes } = await readEdges(path, NODES);
  expect(nodes).toEqual(ids);
  const json = ids.map((id, i) => JSON.stringify({ from_id: id, to_id: ids[(i + 1) % ids.length] }));
  expect((await readEdges(await files.write('odd.jsonl', json.join('\n')), NODES)).nodes).toEqual(ids);
});

test('what was written comes back, packed or not, however many rows there are', async () => {
  const id = fc.stringMatching(/^[a-z]{1,3}$/);
  const edge = fc.tuple(id, id, fc.float({ min: 0, max: 1e6, noNaN: true }));
  await fc.assert(
    fc.asyncProperty(fc.array(edge, { minLength: 1, maxLength: 200 }), fc.boolean(), async (some, packed) => {
      // More than come at once.
      const edges = Array.from({ length: some.length * 40 }, (_, row) => some[row % some.length]);
      const text = `from_id,to_id,weight\n${edges.map(row => row.join(',')).join('\n')}\n`;
      const path = packed
        ? await files.write('many.csv.gz', gzipSync(text))
        : await files.write('many.csv', text);
      const expected = edges.map(([from, to, weight]) => `${from}>${to}:${weight + 0}`);
      expect(shown(await readEdges(path, WEIGHTED))).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

const CELL = 'FILE: row 2 (line 3), column';

test.each(['', '  ', '""'])('a row without a node, %j, is no edge to a node of no name', async cell => {
  expect(await failure('gap.csv', `from_id,to_id\na,b\na,${cell}\n`)).toBe(
    `NotANode ${CELL} to_id: expected the id of a node, got a blank cell. Fill it in, or remove the row.`,
  );
});

test.each([
  ['gap.jsonl', '{"from_id":"a","to_id":null}\n{"from_id":"a","to_id":"b"}\n'],
  ['nan.jsonl', '{"from_id":"a"}\n{"from_id":"a","to_id":"b"}\n'],
])('nor is one without a value in JSON: %s', async (name, content) => {
  expect(await failure(name, content)).toContain(
    'row 1, column to_id: expected the id of a node, got a blank cell',
  );
});

test('a gap in a column of numbers is no node "nan"', async () => {
  const path = files.path('gap.parquet');
  await withDuckDb(async connection => {
    await connection.run(
      `COPY (SELECT * FROM (VALUES (1.0, 2), ('nan'::DOUBLE, 3)) AS t(from_id, to_id)) TO ${sqlText(path)} (FORMAT parquet)`,
    );
  });
  await expect(readEdges(path, NODES)).rejects.toThrow(
    'row 2, column from_id: expected the id of a node, got "nan"',
  );
});

test('an id that looks like a gap is one all the same', async () => {
  const path = await files.write('na.csv', 'from_id,to_id\nNA,NULL\nnan,None\n');
  expect((await readEdges(path, NODES)).nodes).toEqual(['NA', 'NULL', 'nan', 'None']);
});

test.each(['-1', '-0.001', 'NaN', 'inf', '1e400', '1e39', 'heavy', ''])('%j is no weight', async cell => {
  const got = cell === '' ? 'a blank cell' : `"${cell}"`;
  expect(await failure('weights.csv', `from_id,to_id,weight\na,b,1\nb,c,${cell}\n`, WEIGHTED)).toBe(
    `NotAWeight ${CELL} weight: expected the weight of an edge, a number that is not negative, got ${got}. ` +
      'Fix the cell, or remove the row.',
  );
});

test.each([
  ['column.csv', 'from,to_id\na,b\n', 'MissingColumn FILE: no column "from_id". The file has from, to_id.'],
  ['keys.jsonl', '{"from_id":"a","target":"b"}\n', 'MissingColumn FILE: no column "to_id".'],
  ['list.jsonl', '{"from_id":"a","to_id":["b"]}\n', 'NotANode FILE: row 1, column to_id: expected the id'],
  ['header.csv', 'from_id,to_id\n', 'NoRows FILE: the file holds no rows of data.'],
  ['empty.csv', '', 'EmptyFile FILE: the file is empty.'],
])('%s is refused', async (name, content, said) => {
  expect(await failure(name, content)).toContain(said);
});

test('the first fault of a file is told', async () => {
  expect(await failure('faults.csv', 'from_id,to_id,weight\na,b,-1\n,b,1\n', WEIGHTED)).toContain(
    'NotAWeight FILE: row 1 (line 2)',
  );
});

test('the arrays are as long as there are rows', async () => {
  const path = await files.write('few.csv', 'from_id,to_id,weight\na,b,1\n');
  const { from, to, weights } = await readEdges(path, WEIGHTED);
  expect([from.length, to.length, weights?.length]).toEqual([1, 1, 1]);
});
