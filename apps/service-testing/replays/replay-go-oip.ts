import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ask } from '../clients/http-client';
import type { LocalServices } from '../programs/local-service';
import { askOip } from '../clients/oip-client';

/** One call of the Go client for KServe v2, and what went over the wire for it. */
interface GoCall {
  readonly name: string;
  readonly exchanges: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  }[];
}

interface Tensor {
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}

const FOLDER = path.join(__dirname, '../fixtures/go-clients');
/** The call of a client that flattens objects by the alphabet. */
const SORTED = 'ALPHABETICAL';

/**
 * Declares a test for every recorded call of the Go client for KServe v2 to one model's service: it reads the numbers
 * that `/predictions` gives the same rows.
 *
 * @param outputs - the names of the model's outputs, in their order
 */
export function replayGoOip(services: LocalServices, model: string, outputs: readonly string[]): void {
  const calls: readonly GoCall[] = JSON.parse(readFileSync(path.join(FOLDER, 'v2-exchanges.json'), 'utf8'));
  const own = calls.filter(({ name }) => name.startsWith(`${model} `));
  const MODEL_DIR = path.join(FOLDER, 'model');
  const service = services.shared({ MODEL_DIR });
  const sorting = services.shared({ MODEL_DIR, V2_FEATURE_ORDER: 'sorted' });

  test('there are calls to replay', () => expect(own.length).toBeGreaterThan(0));

  test.each(own)('$name', async ({ name, exchanges }) => {
    const { port, state } = name.includes(SORTED) ? sorting() : service();
    const columns = state.models.called(model).model.handle.current?.mainSignature.encoder.featureNames ?? [];
    for (const { method, path: target, headers, body } of exchanges) {
      const raw = body === null ? undefined : Buffer.from(body);
      const answer = await askOip(port, { method, path: target, headers, body: raw });
      expect(answer.status).toBe(200);
      if (body === null) {
        expect(answer.body).toEqual({ ready: true });
        continue;
      }
      const { inputs }: { inputs: readonly [Tensor] } = JSON.parse(body);
      const data = rowsOf(inputs[0], name.includes(SORTED) ? [...columns].sort() : columns);
      const { text } = await ask(port, { path: `/predictions/${model}`, body: { data } });
      const { predictions }: { predictions: readonly unknown[] } = JSON.parse(text);
      expect(predictions).toHaveLength(inputs[0].shape[0]);
      expect(answer.body).toEqual({
        model_name: model,
        model_version: state.models.called(model).model.handle.current?.version,
        outputs: outputs.map(output => ({
          name: output,
          datatype: 'FP32',
          shape: [data.length],
          data: predictions.map(entry => valueOf(entry, output)),
        })),
      });
    }
  });
}

/** The rows of a tensor as `/predictions` takes them. */
function rowsOf({ datatype, shape, data }: Tensor, columns: readonly string[]): readonly unknown[] {
  if (datatype === 'BYTES') return data.map(text => JSON.parse(String(text)));
  const [rowCount, width] = shape;
  return Array.from({ length: rowCount }, (_row, i) =>
    Object.fromEntries(columns.map((column, j) => [column, data[i * width + j]])),
  );
}

function valueOf(entry: unknown, output: string): unknown {
  return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>)[output] : entry;
}
