import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { refusalOf, trainingApp } from '../../../service-testing/programs/training-app';

const app = trainingApp('node2vec');

const HEAD = 'from_id,to_id\n';
const WEIGHTED = 'from_id,to_id,weight\n';

interface Refused {
  readonly data: string | null;
  readonly args?: readonly string[];
  readonly says: string;
}

const REFUSALS: Readonly<Record<string, Refused>> = {
  'an empty file': {
    data: '',
    says: 'edges.csv: the file is empty. Expected a header and at least one row.',
  },
  'a header alone': {
    data: HEAD,
    says: 'edges.csv: the file holds no rows of data. Add at least one.',
  },
  'a file that is not there': {
    data: null,
    says: 'edges.csv: no such file. Check the path.',
  },
  'other columns': {
    data: 'source,target\na,b\n',
    says: 'edges.csv: no column "from_id". The file has source, target. Name your own columns with --from-col and --to-col.',
  },
  'a column that is named and is not there': {
    data: `${HEAD}a,b\n`,
    args: ['--to-col', 'to'],
    says: 'edges.csv: no column "to". The file has from_id, to_id.',
  },
  'a weight column that is named and is not there': {
    data: `${HEAD}a,b\n`,
    args: ['--weight-col', 'w'],
    says: 'edges.csv: no column "w". The file has from_id, to_id.',
  },
  'weights that are named and not wanted': {
    data: `${WEIGHTED}a,b,1\n`,
    args: ['--weight-col', 'weight', '--no-weights'],
    says: '--weight-col names a column that --no-weights leaves out: give one of the two.',
  },
  'a blank cell': {
    data: `${HEAD}a,b\n,b\n`,
    says: 'edges.csv: row 2 (line 3), column from_id: expected the id of a node, got a blank cell. Fill it in, or remove the row.',
  },
  'a negative weight': {
    data: `${WEIGHTED}a,b,1\nb,c,-0.5\n`,
    says: 'edges.csv: row 2 (line 3), column weight: expected the weight of an edge, a number that is not negative, got "-0.5". Fix the cell, or remove the row. To do without weights, give --no-weights.',
  },
  'a weight that is NaN': {
    data: 'from_id,to_id,w\na,b,NaN\n',
    args: ['--weight-col', 'w'],
    says: 'edges.csv: row 1 (line 2), column w: expected the weight of an edge, a number that is not negative, got "NaN". Fix the cell, or remove the row.',
  },
  'one node': {
    data: `${HEAD}a,a\n`,
    says: 'edges.csv: The graph has no edge between two nodes (of 1): there are no neighbours to learn from.',
  },
  'edges of weight 0 alone': {
    data: `${WEIGHTED}a,b,0\n`,
    says: 'edges.csv: The graph has no edge between two nodes (of 2): there are no neighbours to learn from.',
  },
  'nodes that are all too rare': {
    data: `${HEAD}a,b\n`,
    args: ['--min-count', '100000'],
    says: 'No node is come to 100000 times, the most frequent 400 times: lower --min-count, or take more walks with --num-walks.',
  },
  'walks longer than can be': {
    data: `${HEAD}a,b\n`,
    args: ['--walk-length', '10000'],
    says: 'walkLength must be a whole number from 1 to 9999, not 10000.',
  },
  'a name of a file that tells no format': {
    data: `${HEAD}a,b\n`,
    args: ['--out', 'vectors.xyz'],
    says: 'vectors.xyz',
  },
};

test.each(Object.entries(REFUSALS))('%s is refused in one line', async (_, { data, args = [], says }) => {
  const folder = app.newFolder();
  if (data !== null) writeFileSync(path.join(folder, 'edges.csv'), data);
  const run = await app.inTurn(folder, ['--edges', 'edges.csv', ...args]);
  const said = refusalOf({ ...run, stderr: run.stderr.replace(/^warning: .*\n/gm, '') });
  expect(said).toContain(says);
  expect(existsSync(path.join(folder, 'model'))).toBe(false);
});

test('sample data are not written where nobody wants them', async () => {
  const folder = app.newFolder();
  expect(refusalOf(await app.inTurn(folder, ['--no-gen']))).toContain('data/graph_edges.csv: no such file');
  expect(existsSync(path.join(folder, 'data'))).toBe(false);
});
