import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deliberateDifference, type Difference } from './testing/deliberate-differences';
import { startLocalService, type LocalService } from './testing/local-service';
import {
  FIXTURES,
  readExchanges,
  send,
  type Answer,
  type RecordedExchange,
} from './testing/recorded-exchange';

/** How far a score may lie from the recorded one. */
const SCORE_TOLERANCE = 1e-5;

describe.each(['xgb', 'xgb-normalized'])('the Python recordings of %s replay', recording => {
  const exchanges = readExchanges(recording);
  const labels = JSON.parse(readFileSync(path.join(FIXTURES, recording, 'servers.json'), 'utf8'));

  describe.each([...new Set(exchanges.map(exchange => exchange.server))])('server %s', label => {
    const modelDir = mkdtempSync(path.join(tmpdir(), 'reckit-golden-'));
    const original = path.join(FIXTURES, recording, 'model');
    let service: LocalService;
    let previousPrecondition: string | undefined;

    beforeAll(async () => {
      cpSync(original, modelDir, { recursive: true });
      service = await startLocalService({ MODEL_DIR: modelDir, ...labels[label].env });
      await service.load();
    });
    afterAll(async () => {
      await service.close();
      rmSync(modelDir, { recursive: true });
    });

    test.each(exchanges.filter(exchange => exchange.server === label))('$name', async exchange => {
      if (exchange.precondition !== undefined && exchange.precondition !== previousPrecondition) {
        applyPrecondition(exchange.precondition, original, modelDir);
        previousPrecondition = exchange.precondition;
      }
      const answer = await send(service.port, exchange);
      const difference = deliberateDifference(recording, exchange);
      if (difference) expectDifference(answer, exchange, difference);
      else expectRecorded(answer, exchange);
      expectRequestId(answer, exchange);
    });
  });
});

function expectRecorded(answer: Answer, { response, request }: RecordedExchange): void {
  expect(answer.status).toBe(response.status);
  if (request.method === 'HEAD') return;
  if (response.status === 200) expectClose(answer.body, response.body);
  else expectErrorBody(answer);
}

function expectDifference(answer: Answer, exchange: RecordedExchange, difference: Difference): void {
  expect(answer.status).toBe(difference.status);
  if (exchange.request.method === 'HEAD') return;
  if (difference.status !== 200) expectErrorBody(answer);
  else if (difference.body !== undefined) expectClose(answer.body, difference.body);
  // A difference that is none any more must leave the list.
  expect({ status: answer.status, body: answer.body }).not.toEqual({
    status: exchange.response.status,
    body: exchange.response.body,
  });
}

function expectErrorBody(answer: Answer): void {
  expect(answer.body).toEqual({ detail: expect.any(String), request_id: answer.headers['x-request-id'] });
}

function expectRequestId(answer: Answer, { request }: RecordedExchange): void {
  const sent = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'x-request-id')?.[1];
  if (sent) expect(answer.headers['x-request-id']).toBe(sent);
  else expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
}

/** Equal in structure and text, and close in numbers. */
function expectClose(actual: unknown, expected: unknown): void {
  if (typeof expected === 'number') {
    expect(typeof actual).toBe('number');
    expect(Math.abs(Number(actual) - expected)).toBeLessThanOrEqual(SCORE_TOLERANCE);
  } else if (Array.isArray(expected)) {
    expect(actual).toHaveLength(expected.length);
    expected.forEach((entry, i) => expectClose((actual as unknown[])[i], entry));
  } else if (typeof expected === 'object' && expected !== null) {
    expect(Object.keys(actual as object).sort()).toEqual(Object.keys(expected).sort());
    for (const [key, entry] of Object.entries(expected)) {
      expectClose((actual as Record<string, unknown>)[key], entry);
    }
  } else {
    expect(actual).toEqual(expected);
  }
}

/** Brings the model directory into the state that the recording describes in words. */
function applyPrecondition(words: string, original: string, modelDir: string): void {
  const file = (name: string): string => path.join(modelDir, name);
  const restore = (name: string): void => cpSync(path.join(original, name), file(name));
  const editMeta = (edit: (meta: Record<string, unknown>) => void): void => {
    const meta = JSON.parse(readFileSync(path.join(original, 'feature_meta.json'), 'utf8'));
    edit(meta);
    writeFileSync(file('feature_meta.json'), JSON.stringify(meta));
  };
  const columns = (meta: Record<string, unknown>): string[] => meta['feature_columns'] as string[];

  if (words.startsWith('model_version in feature_meta.json')) {
    const version = /(?:changed to|is) (\S+?)(?:,|$)/.exec(words)?.[1];
    editMeta(meta => (meta['model_version'] = version));
  } else if (words === 'xgb_model.json removed') {
    rmSync(file('xgb_model.json'), { force: true });
  } else if (words.startsWith('xgb_model.json replaced by')) {
    writeFileSync(file('xgb_model.json'), 'this is not a model');
  } else if (words === 'corrupt model file on disk') {
    // The state that the exchange before has left.
  } else if (words === 'xgb_model.json restored, feature_meta.json removed') {
    restore('xgb_model.json');
    rmSync(file('feature_meta.json'));
  } else if (words.startsWith("feature_meta.json is the text '{not json'")) {
    writeFileSync(file('feature_meta.json'), '{not json');
  } else if (words.startsWith('feature_meta.json restored but without the key model_version')) {
    editMeta(meta => delete meta['model_version']);
  } else if (words === 'all files restored') {
    cpSync(original, modelDir, { recursive: true });
  } else if (words === 'feature_columns in feature_meta.json reversed') {
    editMeta(meta => (meta['feature_columns'] = columns(meta).reverse()));
  } else if (words.startsWith('feature_columns cut to 5 of 7')) {
    editMeta(meta => (meta['feature_columns'] = columns(meta).slice(0, 5)));
  } else if (words.includes('but a feature_scaler.json with mean=1+i, std=2+i')) {
    restore('feature_meta.json');
    const names = columns(JSON.parse(readFileSync(file('feature_meta.json'), 'utf8')));
    const scaler = Object.fromEntries(names.map((name, i) => [name, { mean: 1 + i, std: 2 + i }]));
    writeFileSync(file('feature_scaler.json'), JSON.stringify(scaler));
  } else if (words.endsWith('feature_scaler.json removed')) {
    restore('feature_meta.json');
    rmSync(file('feature_scaler.json'));
  } else {
    throw new Error(`This test does not know how to bring about: ${words}`);
  }
}
