import { readFileSync } from 'node:fs';
import path from 'node:path';
import { graphRecall, twoTower, youtubeDnn } from '@reckit/definitions';
import type { ServiceDefinition } from '@reckit/service';
import { localServicesOf, type LocalService } from '../programs/local-service';
import { madePackages, type MadeSignature, type MadeVectors } from '../packages/made-package';
import { GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS } from '../packages/recall-package';
import { replay } from '../replays/recorded-exchange';
import { TWO_TOWER_SIGNATURES, YOUTUBE_DNN_SIGNATURES } from '../packages/tower-packages';

interface StubCall {
  readonly name: string;
  readonly exchanges: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly status: number;
    readonly answer: string;
  }[];
}

const FILE = path.join(__dirname, '../fixtures/go-clients/stub-exchanges.json');
const CALLS: readonly StubCall[] = JSON.parse(readFileSync(FILE, 'utf8'));
const newPackage = madePackages();

/** Starts a model's service for the tests of a block. */
function serve(
  definition: ServiceDefinition,
  signatures: Readonly<Record<string, MadeSignature>>,
  environment: Readonly<Record<string, string>> = {},
  vectors?: MadeVectors,
): () => LocalService {
  const services = localServicesOf(definition, '');
  let service: LocalService | null = null;
  beforeAll(async () => {
    const modelDir = await newPackage(definition.name, signatures, vectors);
    service = await services.start({ MODEL_DIR: modelDir, ...environment });
    await service.load();
  });
  afterAll(() => service?.close());
  return () => {
    if (!service) throw new Error('The service runs only while tests do.');
    return service;
  };
}

/** The answer with its numbers and texts replaced by what they are: what a client goes by. */
function formOf(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(formOf);
  if (typeof answer !== 'object' || answer === null) return typeof answer;
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, formOf(value)]));
}

async function answerTo(service: LocalService, exchange: StubCall['exchanges'][number]): Promise<unknown> {
  const { method, headers, body, path: target } = exchange;
  const request = { method, path: target, headers, rawBody: body };
  const recorded = { name: target, server: '', request, response: { status: 0, body: null } };
  const answer = await replay(service.port, recorded);
  expect(answer.status).toBe(exchange.status);
  return answer.body;
}

/** The calls whose exchanges all go to paths that match. */
const callsTo = (pattern: RegExp, name = /./): StubCall[] =>
  CALLS.filter(call => name.test(call.name) && call.exchanges.every(exchange => pattern.test(exchange.path)));

describe('the two-tower service answers in the form that the Go clients understand', () => {
  const service = serve(twoTower, TWO_TOWER_SIGNATURES);
  const calls = callsTo(/user_tower|two_tower/, /^(?!.*alphabetical)/);
  test('there are calls to replay', () => expect(calls.length).toBeGreaterThan(5));

  test.each(calls)('$name', async ({ exchanges }) => {
    for (const exchange of exchanges)
      expect(formOf(await answerTo(service(), exchange))).toEqual(formOf(JSON.parse(exchange.answer)));
  });
});

describe('a matrix without names', () => {
  const service = serve(twoTower, TWO_TOWER_SIGNATURES, { V2_FEATURE_ORDER: 'sorted' });
  const calls = callsTo(/user_tower/, /alphabetical/);
  test('there are calls to replay', () => expect(calls).toHaveLength(1));

  test.each(calls)('of other features than those of the tower is refused: $name', async ({ exchanges }) => {
    for (const exchange of exchanges)
      expect(await answerTo(service(), { ...exchange, status: 400 })).toEqual({
        error: expect.stringMatching(/\b7\b.*\b3\b/),
      });
  });
});

describe('with V1_SINGLE_EMBEDDING=flat the two-tower recall reads vectors over KServe v1, too', () => {
  const service = serve(twoTower, TWO_TOWER_SIGNATURES, { V1_SINGLE_EMBEDDING: 'flat' });
  const calls = callsTo(/^\/v1\//, /^TwoTowerRecall/);
  test('there are calls to replay', () => expect(calls).toHaveLength(2));

  test.each(calls)('$name', async ({ exchanges }) => {
    for (const exchange of exchanges)
      expect(await answerTo(service(), exchange)).toEqual({ predictions: [25, 1, 12, 12.75] });
  });
});

describe('the YouTube DNN service', () => {
  const service = serve(youtubeDnn, YOUTUBE_DNN_SIGNATURES);
  const calls = callsTo(/^\/user_embedding$/, /^YouTubeDNN/);
  test('there are calls to replay', () => expect(calls).toHaveLength(1));

  test.each(calls)('$name', async ({ exchanges }) => {
    for (const exchange of exchanges)
      expect(await answerTo(service(), exchange)).toEqual({ user_embedding: [25, 1, 2, -1] });
  });
});

describe('the graph recall service', () => {
  const service = serve(graphRecall, GRAPH_RECALL_SIGNATURES, {}, GRAPH_RECALL_VECTORS);
  const calls = callsTo(/^\/recall$/);
  test('there are calls to replay', () => expect(calls).toHaveLength(2));

  test.each(calls)('$name', async ({ exchanges }) => {
    for (const exchange of exchanges) {
      const answer = await answerTo(service(), exchange);
      expect(answer).toEqual({ item_ids: ['u2', 'u3', 'u4', 'u5'], scores: expect.any(Array) });
      expect((answer as { scores: unknown[] }).scores.map(score => typeof score)).toEqual(
        Array(4).fill('number'),
      );
    }
  });
});
