import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expectClose } from '../clients/expect-close';
import type { LocalServices } from '../programs/local-service';
import { replay, type ReplayedAnswer } from './recorded-exchange';

/** One call of a client of the Go toolkit, and what went over the wire for it. */
interface GoCall {
  readonly name: string;
  /** `now` must go on working; `client` cannot work by the client's own code, or must be refused. */
  readonly kind: 'now' | 'client';
  readonly exchanges: readonly GoExchange[];
}

interface GoExchange {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly status: number;
  readonly answer: string;
}

const FOLDER = path.join(__dirname, '../fixtures/go-clients');
const TOLERANCE = { absolute: 1e-6, relative: 1e-6 };
/** Ends what the recorder cut. */
const CUT = '…';
const LONG_ROWS = 5_000;
/** Recorded as a refusal, before the contract had a meaning for it. */
const NULL_ROW = 'a nil feature map is null on the wire';

/**
 * Declares a test for every recorded call of a Go client to one model's service: it must answer the same.
 *
 * @param notOf - paths that the service does not answer as that of one model does; calls of them are left out
 */
export function replayGoClients(services: LocalServices, model: string, notOf: readonly string[] = []): void {
  const calls: readonly GoCall[] = JSON.parse(readFileSync(path.join(FOLDER, 'exchanges.json'), 'utf8'));
  const service = services.shared({ MODEL_DIR: path.join(FOLDER, 'model') });
  const own = calls
    .filter(({ name }) => name.startsWith(`${model} `) && !name.endsWith(NULL_ROW))
    .filter(({ exchanges }) => !exchanges.some(exchange => notOf.includes(exchange.path)));

  test('there are calls to replay', () => expect(own.length).toBeGreaterThan(0));

  test('a null in place of a row is answered as a row without features', async () => {
    const nullRow = calls.find(({ name }) => name === `${model} RPCModel, ${NULL_ROW}`)?.exchanges[0];
    const body = nullRow?.body ?? '{"data":[null,{"item_ctr":0.35}]}';
    const exchange = nullRow ?? {
      method: 'POST',
      path: `/predictions/${model}`,
      headers: {},
      body,
      status: 0,
      answer: '',
    };
    const answer = await send(service().port, exchange, body);
    const same = await send(service().port, exchange, body.replace('null', '{}'));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(same.body);
  });

  test.each(own)('$name', async ({ exchanges }) => {
    for (const exchange of exchanges) {
      const isCut = exchange.body?.endsWith(CUT) === true;
      const body = isCut ? longBody(exchange.body ?? '') : exchange.body;
      const answer = await send(service().port, exchange, body);
      expect(answer.status).toBe(exchange.status);
      if (exchange.status !== 200) {
        expect(answer.body).toEqual({
          detail: expect.any(String),
          request_id: answer.headers['x-request-id'],
        });
      } else if (isCut) expectBeginning(answer.body, exchange.answer);
      else expectClose(answer.body, JSON.parse(exchange.answer), TOLERANCE);
    }
  });
}

function send(
  port: number,
  { method, path: target, headers }: GoExchange,
  body: string | null,
): Promise<ReplayedAnswer> {
  const request = { method, path: target, headers, ...(body !== null && { rawBody: body }) };
  return replay(port, { name: target, server: '', request, response: { status: 0, body: null } });
}

/** The request of many rows whose beginning was recorded. */
function longBody(beginning: string): string {
  const data = Array.from({ length: LONG_ROWS }, (_, i) => {
    const ctr = Number((0.35 - (0.25 * i) / LONG_ROWS).toFixed(6));
    return {
      cross_age_x_ctr: Number((31 * ctr).toFixed(6)),
      cross_gender_x_price: 79.9,
      item_ctr: ctr,
      item_cvr: 0.06,
      item_price: 79.9,
      user_age: 31,
      user_gender: 1,
    };
  });
  const body = JSON.stringify({ data });
  expect(body.startsWith(beginning.slice(0, -CUT.length))).toBe(true);
  return body;
}

/** Compares the numbers that were recorded before the recorder cut the list. */
function expectBeginning(body: unknown, recorded: string): void {
  const whole = `${recorded.slice(0, recorded.lastIndexOf(','))}]}`;
  const { predictions }: { predictions: readonly number[] } = JSON.parse(whole);
  expect(body).toEqual({ predictions: expect.any(Array) });
  const answered = (body as { predictions: readonly number[] }).predictions;
  expect(answered).toHaveLength(LONG_ROWS);
  expectClose(answered.slice(0, predictions.length), predictions, TOLERANCE);
}
