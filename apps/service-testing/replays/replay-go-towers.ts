import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ask } from '../clients/http-client';
import type { LocalServices } from '../programs/local-service';
import { replay } from './recorded-exchange';

/** One call of a Go client that fetches vectors, and what went over the wire for it. */
interface GoCall {
  readonly name: string;
  readonly exchanges: readonly GoExchange[];
}

interface GoExchange {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
}

const FILE = path.join(__dirname, '../fixtures/go-clients/stub-exchanges.json');
/** The client flattens features into a matrix without names: the tower must have the very same. */
const MATRIX = 'alphabetical';

/** A model whose vectors Go clients fetch. */
export interface RecallModel {
  /** The name under which `/predictions` answers its vectors. */
  readonly name: string;
  /** Its own path for them; the answer has them under the same name. */
  readonly endpoint: string;
  /** The recorded calls that concern it, by their names. */
  readonly calls: RegExp;
}

/**
 * Declares a test for every recorded call of the Go clients that fetch vectors from one model: what the client reads from
 * the answer is the vector that another path of the service gives the same features.
 */
export function replayGoTowers(services: LocalServices, { name, endpoint, calls }: RecallModel): void {
  const recorded: readonly GoCall[] = JSON.parse(readFileSync(FILE, 'utf8'));
  const own = recorded.filter(call => calls.test(call.name) && !call.name.includes(MATRIX));
  // Over KServe v1 and TensorFlow Serving they understand one vector alone, not in a list.
  const service = services.shared({ V1_SINGLE_EMBEDDING: 'flat' });
  const key = endpoint.slice(1);

  async function vectorOf(row: object, asked: string): Promise<unknown> {
    const other =
      asked === endpoint
        ? { path: `/predictions/${name}`, body: { data: [row] } }
        : { path: endpoint, body: row };
    const { text } = await ask(service().port, other);
    return numbersReadFrom(JSON.parse(text), key);
  }

  test('there are calls to replay', () => expect(own.length).toBeGreaterThan(0));

  test.each(own)('$name', async ({ exchanges }) => {
    for (const { method, path: target, headers, body, status } of exchanges) {
      const request = { method, path: target, headers, rawBody: body };
      const recordedOne = { name: target, server: '', request, response: { status, body: null } };
      const answer = await replay(service().port, recordedOne);
      expect({ status: answer.status, body: answer.body }).toEqual({ status, body: answer.body });
      const expected = await Promise.all(rowsOf(JSON.parse(body)).map(row => vectorOf(row, target)));
      expect(expected.flat().length).toBeGreaterThan(expected.length);
      expect(numbersReadFrom(answer.body, key)).toEqual(expected.flat());
    }
  });
}

/** The rows of a request in any protocol; a path of the model's own takes one, which is the body. */
function rowsOf(body: {
  readonly data?: readonly object[];
  readonly instances?: readonly object[];
  readonly inputs?: readonly { readonly datatype?: string; readonly data?: readonly string[] }[];
}): readonly object[] {
  const { data, instances, inputs } = body;
  if (inputs?.[0].datatype === 'BYTES') return (inputs[0].data ?? []).map(text => JSON.parse(text));
  return data ?? instances ?? inputs ?? [body];
}

/** The numbers of an answer, where the client of the protocol looks for them. */
function numbersReadFrom(answer: unknown, key: string): unknown {
  const { predictions, outputs, [key]: vector } = answer as Readonly<Record<string, unknown>>;
  if (Array.isArray(predictions)) return predictions.flat();
  if (Array.isArray(outputs)) return outputs[0].data;
  return vector;
}
