import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseVectors } from '@reckit/artifacts';
import { dssm, twoTower, youtubeDnn } from '@reckit/definitions';
import type { ServiceDefinition } from '@reckit/service';
import request from 'supertest';
import { expectSuccess, trainingApps } from '../../programs/training-app';
import { localServicesOf } from '../../programs/local-service';

const apps = trainingApps();

/** A row of sample data, by its columns. */
type Row = Readonly<Record<string, string>>;

interface Trained {
  readonly command: 'two-tower' | 'youtube-dnn' | 'dssm';
  readonly definition: ServiceDefinition;
  readonly data: string;
  readonly path: string;
  /** What a client asks for a row of the data, and under which name the vector comes back. */
  question(row: Row): object;
  readonly answer: string;
  /** The item that the row should find. */
  readonly item: string;
}

const numbers = (row: Row, prefix: string) =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => name.startsWith(prefix) && !name.endsWith('_id'))
      .map(([name, value]) => [name, Number(value)]),
  );

const MODELS: readonly Trained[] = [
  {
    command: 'two-tower',
    definition: twoTower,
    data: 'data/two_tower_data.csv',
    path: '/user_embedding',
    question: row => ({ user_features: numbers(row, 'user_') }),
    answer: 'user_embedding',
    item: 'item_id',
  },
  {
    command: 'youtube-dnn',
    definition: youtubeDnn,
    data: 'data/youtube_dnn_data.csv',
    path: '/user_embedding',
    question: row => ({ user_features: numbers(row, 'user_'), history_item_ids: row['history'].split(',') }),
    answer: 'user_embedding',
    item: 'target_item_id',
  },
  {
    command: 'dssm',
    definition: dssm,
    data: 'data/dssm_data.csv',
    path: '/query_embedding',
    question: row => ({ query_features: numbers(row, 'query_') }),
    answer: 'query_embedding',
    item: 'doc_id',
  },
];

const QUERIES = 200;
const K = 20;
const TIMES_POPULARITY = 5;

describe.each(MODELS)('$command', ({ command, definition, data, path: endpoint, question, answer, item }) => {
  test('what the service answers lies in the space of the vectors that were exported', async () => {
    const folder = apps[command].newFolder();
    expectSuccess({
      ...(await apps[command].train(folder, ['--epochs', '5', '--version', 'v1'])),
      stderr: '',
    });
    const modelDir = path.join(folder, 'model');
    const rows = csvRows(readFileSync(path.join(folder, data), 'utf8')).filter(row => row['label'] !== '0');
    const file = path.join(modelDir, definition.name, 'v1/item_vectors.bin');
    const { ids, rows: vectors, dim } = parseVectors(readFileSync(file), file);
    const names = Array.from({ length: ids.count }, (_, i) => ids.at(i));
    const popular = mostFrequent(rows.map(row => row[item]));

    const service = await localServicesOf(definition, '').start({ MODEL_DIR: modelDir });
    let found = 0;
    let popularFound = 0;
    try {
      await service.load();
      for (const row of rows.slice(0, QUERIES)) {
        const { body } = await request(service.server).post(endpoint).send(question(row)).expect(200);
        const nearest = nearestItems(body[answer], vectors, dim).map(i => names[i]);
        if (nearest.includes(row[item])) found++;
        if (popular.includes(row[item])) popularFound++;
        // The search of the service itself finds the same.
        const { body: recalled } = await request(service.server)
          .post('/recall')
          .send({ ...question(row), top_k: K })
          .expect(200);
        expect(recalled.item_ids[0]).toBe(nearest[0]);
      }
    } finally {
      await service.close();
    }
    expect(found).toBeGreaterThan(TIMES_POPULARITY * Math.max(1, popularFound));
  });
});

/** The rows of a CSV whose quoted cells hold no quotes. */
function csvRows(text: string): Row[] {
  const [header, ...lines] = text.trim().split('\n');
  const columns = header.split(',');
  return lines.map(line => {
    const cells = [...line.matchAll(/"([^"]*)"|([^,]+)|(?<=,)(?=,|$)/g)].map(
      ([, quotedCell, cell]) => quotedCell ?? cell ?? '',
    );
    return Object.fromEntries(columns.map((name, i) => [name, cells[i]]));
  });
}

function mostFrequent(items: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const id of items) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, K)
    .map(([id]) => id);
}

function nearestItems(query: readonly number[], vectors: Float32Array, dim: number): number[] {
  const scores = Array.from({ length: vectors.length / dim }, (_, i) =>
    query.reduce((sum, value, j) => sum + value * vectors[i * dim + j], 0),
  );
  return [...scores.keys()].sort((a, b) => scores[b] - scores[a]).slice(0, K);
}
