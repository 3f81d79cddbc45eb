import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ask } from '../clients/http-client';
import type { LocalServices } from '../programs/local-service';
import { replay } from './recorded-exchange';

/** One call of the Go client for KServe v1 or TensorFlow Serving, and what went over the wire for it. */
interface GoCall {
  readonly name: string;
  readonly exchanges: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  }[];
}

const FOLDER = path.join(__dirname, '../fixtures/go-clients');

/**
 * Declares a test for every recorded call of the Go clients for KServe v1 and TensorFlow Serving to one model's
 * service: they read the numbers that `/predictions` gives the same rows.
 */
export function replayGoV1(services: LocalServices, model: string): void {
  const calls: readonly GoCall[] = JSON.parse(readFileSync(path.join(FOLDER, 'v1-exchanges.json'), 'utf8'));
  const own = calls.filter(({ name }) => name.startsWith(`${model} `));
  const service = services.shared({ MODEL_DIR: path.join(FOLDER, 'model') });

  test('there are calls to replay', () => expect(own.length).toBeGreaterThan(0));

  test.each(own)('$name', async ({ exchanges }) => {
    const { port, state } = service();
    for (const { method, path: target, headers, body } of exchanges) {
      const request = { method, path: target, headers, ...(body !== null && { rawBody: body }) };
      const recorded = { name: target, server: '', request, response: { status: 0, body: null } };
      const answer = await replay(port, recorded);
      expect(answer.status).toBe(200);
      if (body === null) {
        const version = state.models.first.handle.current?.version;
        expect(answer.body).toEqual({
          name: model,
          ready: true,
          model_version_status: [
            { version, state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
          ],
        });
        continue;
      }
      const { instances, inputs, data = instances ?? inputs } = JSON.parse(body);
      const { text } = await ask(port, { path: `/predictions/${model}`, body: { data } });
      const expected: { predictions: readonly unknown[] } = JSON.parse(text);
      expect(expected.predictions).toHaveLength(data.length);
      expect(answer.body).toEqual(expected);
    }
  });
}
