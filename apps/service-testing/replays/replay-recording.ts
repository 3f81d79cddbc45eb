import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { differenceOf, type Difference, type Differences } from './differences';
import { expectClose, type Tolerance } from '../clients/expect-close';
import type { LocalService, LocalServices } from '../programs/local-service';
import { ModelState, type FlatFiles } from '../packages/model-state';
import { replay, type RecordedExchange, type ReplayedAnswer } from './recorded-exchange';

export interface Recording {
  /** Holds `golden.json`, `servers.json` and, in `model/` unless said otherwise, what the Python service served. */
  readonly folder: string;
  readonly modelFolder?: string;
  /** The files that exchanges change; none where no exchange changes any. */
  readonly files?: FlatFiles;
  /** The environment of our service for that of a Python one. @default the same */
  readonly environmentOf?: (environment: Environment) => Environment;
  /** What a server is to be given in place of the model, by its label, and whether ours serves that. @default nothing */
  readonly otherModels?: Readonly<Record<string, OtherModel>>;
  /** What this service alone does otherwise than Python did, by the name of the exchange. */
  readonly differences: Differences;
  readonly tolerance: Tolerance;
}

/** A model that a server of a recording had, which lies in no folder. */
export interface OtherModel {
  readonly write: (modelDir: string) => void;
  readonly isServed: boolean;
}

type Environment = Readonly<Record<string, string>>;

/** Declares a test for every recorded exchange with a Python service: ours must answer the same. */
export function replayRecording(services: LocalServices, recording: Recording): void {
  const { folder, files, tolerance, environmentOf = same } = recording;
  const read = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  const exchanges: readonly RecordedExchange[] = read('golden.json');
  const servers: Readonly<Record<string, { env: Environment }>> = read('servers.json');

  describe.each([...new Set(exchanges.map(exchange => exchange.server))])('server %s', label => {
    const modelDir = mkdtempSync(path.join(tmpdir(), 'reckit-golden-'));
    const original = recording.modelFolder ?? path.join(folder, 'model');
    const state = files && new ModelState(files, original, modelDir);
    const other = recording.otherModels?.[label];
    let service: LocalService;

    beforeAll(async () => {
      cpSync(original, modelDir, { recursive: true });
      other?.write(modelDir);
      service = await services.start({ MODEL_DIR: modelDir, ...environmentOf(servers[label].env) });
      if (other && !other.isServed) await expect(service.load()).rejects.toThrow();
      else await service.load();
    });
    afterAll(async () => {
      await service.close();
      rmSync(modelDir, { recursive: true });
    });

    test.each(exchanges.filter(exchange => exchange.server === label))('$name', async exchange => {
      if (exchange.precondition !== undefined) state?.bringAbout(exchange.precondition);
      const answer = await replay(service.port, exchange);
      const difference = differenceOf(exchange, recording.differences);
      if (difference) expectDifference(answer, exchange, difference, tolerance);
      else expectRecorded(answer, exchange, tolerance);
      expectRequestId(answer, exchange);
    });
  });
}

function same(environment: Environment): Environment {
  return environment;
}

function expectRecorded(
  answer: ReplayedAnswer,
  { response, request }: RecordedExchange,
  tolerance: Tolerance,
): void {
  expect(answer.status).toBe(response.status);
  if (request.method === 'HEAD') return;
  if (response.status === 200) expectClose(answer.body, response.body, tolerance);
  else expectErrorBody(answer);
}

function expectDifference(
  answer: ReplayedAnswer,
  { request, response }: RecordedExchange,
  { status, body, added }: Difference,
  tolerance: Tolerance,
): void {
  expect(answer.status).toBe(status);
  if (request.method === 'HEAD') return;
  if (body !== undefined) expectClose(answer.body, body, tolerance);
  else if (status !== 200) expectErrorBody(answer);
  else if (added !== undefined)
    expectClose(answer.body, { ...(response.body as object), ...added }, tolerance);
  // A difference that is none any more must leave the list.
  expect({ status: answer.status, body: answer.body }).not.toEqual({
    status: response.status,
    body: response.body,
  });
}

function expectErrorBody(answer: ReplayedAnswer): void {
  expect(answer.body).toEqual({ detail: expect.any(String), request_id: answer.headers['x-request-id'] });
}

function expectRequestId(answer: ReplayedAnswer, { request }: RecordedExchange): void {
  const sent = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'x-request-id')?.[1];
  if (sent) expect(answer.headers['x-request-id']).toBe(sent);
  else expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
}
