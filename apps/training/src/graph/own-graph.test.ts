import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, openVectorFile, type OpenPackage } from '@reckit/artifacts';
import { expectSuccess, trainingApp, type Run } from '../../../service-testing/programs/training-app';

const app = trainingApp('node2vec');

const QUICK = ['--version', 'v1', '--epochs', '1', '--num-walks', '4', '--walk-length', '8', '--dim', '8'];

interface Trained {
  readonly run: Run;
  readonly opened: OpenPackage;
  readonly ids: readonly string[];
  readonly folder: string;
}

async function train(data: string, args: readonly string[] = [], name = 'edges.csv'): Promise<Trained> {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, name), data);
  const run = await app.inTurn(folder, ['--edges', name, ...QUICK, ...args]);
  expect({ code: run.code, stdout: run.stdout, stderr: run.stderr }).toMatchObject({ code: 0 });
  const inPackage = path.join(folder, 'model/graph_recall/v1');
  const file = await openVectorFile(path.join(inPackage, 'item_vectors.bin'));
  const ids = Array.from({ length: file.count }, (_, row) => file.ids.at(row));
  await file.close();
  return { run, opened: await openPackage(inPackage, 'graph_recall', []), ids: ids.sort(), folder };
}

const edges = (lines: readonly string[]): string =>
  `from_id,to_id\n${lines.map(line => `${line}\n`).join('')}`;
const RING = Array.from({ length: 20 }, (_, i) => `n${i},n${(i + 1) % 20}`);

test('ids are any text, and whole numbers stay whole', async () => {
  const odd = ['"say ""hi"""', '"a,b"', 'two words', '用户一', '🙂', '1', '007', 'NA'];
  const lines = odd.map((id, i) => `${id},${odd[(i + 1) % odd.length]}`);
  const { ids, run } = await train(edges(lines));
  expect(ids).toEqual(['say "hi"', 'a,b', 'two words', '用户一', '🙂', '1', '007', 'NA'].sort());
  expect(run.stderr).toBe(
    'warning: There is a node "NA": if it stands for an id that is missing, remove its rows.\n',
  );
});

test('edges to the node itself are left out, and a node with no other is unknown', async () => {
  const { ids, run, opened } = await train(edges([...RING, 'n1,n1', 'alone,alone']));
  expect(ids).toHaveLength(20);
  expect(ids).not.toContain('alone');
  expect(run.stderr).toBe(
    'warning: 2 edges lead from a node to itself, and are left out.\n' +
      'warning: 1 node has no edge to another: it gets no vector, and is unknown when served.\n',
  );
  expect(opened.manifest.data).toMatchObject({
    nodes: 21,
    self_loops: 2,
    nodes_without_edge: 1,
    vectors: 20,
  });
});

test('the column weight counts where it is there, unless it is not to', async () => {
  const data = `from_id,to_id,weight\n${RING.map((line, i) => `${line},${i + 0.5}\n`).join('')}n0,far,0\n`;
  const weighted = await train(data);
  expect(weighted.run.stdout).toContain('21 nodes, 20 edges, undirected, weights from the column weight');
  // An edge of weight 0 is none.
  expect(weighted.ids).not.toContain('far');
  const plain = await train(data, ['--no-weights']);
  expect(plain.run.stdout).toContain('21 nodes, 21 edges, undirected, weights all alike');
});

test('columns may have other names, and edges a direction', async () => {
  const data = `a,b,w\n${RING.map(line => `${line},1\n`).join('')}`;
  const { opened, ids } = await train(data, [
    ...['--from-col', 'a', '--to-col', 'b', '--weight-col', 'w', '--directed'],
    ...['--p', '0.5', '--q', '2', '--workers', '2'],
  ]);
  expect(opened.manifest.data).toMatchObject({ directed: true, weights: 'w', edges: 20 });
  expect(opened.manifest.training).toMatchObject({ p: 0.5, q: 2, workers: 2 });
  expect(ids).toHaveLength(20);
});

test('JSON lines are read as well, and the vectors may go to a file beside the package', async () => {
  const lines = RING.map(line => line.split(',')).map(([from_id, to_id]) =>
    JSON.stringify({ from_id, to_id }),
  );
  const { folder, ids } = await train(lines.join('\n'), ['--out', 'vectors/own.json'], 'edges.jsonl');
  const own = JSON.parse(readFileSync(path.join(folder, 'vectors/own.json'), 'utf8'));
  expect(Object.keys(own).sort()).toEqual(ids);
});

test('one edge is a graph, of which nothing can be held out', async () => {
  const { ids, run, opened } = await train(edges(['a,b']));
  expect(ids).toEqual(['a', 'b']);
  expect(run.stderr).toBe(
    'warning: No edge can be held out without leaving a node with none: nothing is measured.\n',
  );
  expect(opened.manifest.metrics).toEqual({});
});

test('nothing is held out where nothing is to be measured', async () => {
  const { run, opened } = await train(edges(RING), ['--hold-out', '0']);
  expectSuccess(run);
  expect(run.stdout).toContain('Validation  none, as no edges are held out');
  expect(opened.manifest).toMatchObject({ metrics: {}, data: { held_out: 0 } });
});

test('nodes that are come to too seldom have no vector, and are nobody’s neighbour', async () => {
  const star = Array.from({ length: 30 }, (_, i) => `hub,n${i}`);
  const { ids } = await train(edges([...star, 'hub,hub2', 'hub2,n0', 'hub2,n1']), ['--min-count', '20']);
  expect(ids).toContain('hub');
  expect(ids.length).toBeLessThan(32);
});

test('edges of a partitioned folder are those of a file, as far as a condition holds', async () => {
  const { ids } = await train(edges(RING));
  const folder = app.newFolder();
  for (const [day, lines] of [
    ['1', RING.slice(0, 12)],
    ['2', RING.slice(12)],
    ['3', ['late,later']],
  ] as const) {
    mkdirSync(path.join(folder, `edges/day=${day}`), { recursive: true });
    writeFileSync(path.join(folder, `edges/day=${day}/part.csv`), edges(lines));
  }
  const run = await app.inTurn(folder, ['--edges', 'edges', '--where', 'day < 3', ...QUICK]);
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
  const inPackage = path.join(folder, 'model/graph_recall/v1');
  const file = await openVectorFile(path.join(inPackage, 'item_vectors.bin'));
  expect(Array.from({ length: file.count }, (_, row) => file.ids.at(row)).sort()).toEqual(ids);
  await file.close();
  const { manifest } = await openPackage(inPackage, 'graph_recall', []);
  expect(manifest.data).toMatchObject({ path: 'edges', where: 'day < 3', rows: 20 });
});

test('a cell of a file of several that names no node is told with its file', async () => {
  const folder = app.newFolder();
  mkdirSync(path.join(folder, 'edges'));
  writeFileSync(path.join(folder, 'edges/a.csv'), edges(RING));
  writeFileSync(path.join(folder, 'edges/b.csv'), edges(['n1,n2', 'n3,']));
  const run = await app.inTurn(folder, ['--edges', 'edges', ...QUICK]);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/edges\/b\.csv: row 2 \(line 3\), column to_id/);
});
