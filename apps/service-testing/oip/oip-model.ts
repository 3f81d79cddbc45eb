import { OipClient, HttpConnection } from '@reckit/client';
import * as z from 'zod';
import { ask } from '../clients/http-client';
import type { LocalService, LocalServices } from '../programs/local-service';
import { askOip } from '../clients/oip-client';
import { ROW } from '../packages/sample-rows';

/** The model of the Python system that is asked. */
export interface ConformingModel {
  readonly name: string;
  /** The names of its outputs, in their order; each is one number a row. */
  readonly outputs: readonly string[];
}

export const ROWS = [ROW, { ...ROW, item_ctr: 0.9, user_age: 20 }, { ...ROW, item_ctr: 0 }];
export const VALUES = ROWS.flatMap(row => Object.values(row));
export const COLUMNS = Object.keys(ROW);
export const SHAPE = [ROWS.length, COLUMNS.length];

/** What a row has under the name of a column. */
export function valueOf(row: Readonly<Record<string, number>>, column: string): number {
  return row[column];
}

/** What is answered to a request for an inference, and nothing beside it. */
const INFERRED = z.strictObject({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string().optional(),
  outputs: z.array(
    z.strictObject({
      name: z.string(),
      shape: z.array(z.number()),
      datatype: z.string(),
      data: z.array(z.unknown()).optional(),
      parameters: z.strictObject({ binary_data_size: z.number() }).optional(),
    }),
  ),
});

export type Inferred = z.infer<typeof INFERRED>;

const PREDICTIONS = z.object({
  predictions: z.array(z.union([z.number(), z.record(z.string(), z.number())])),
});

/** A model that is asked in tests, and what `/predictions` says of it. */
export interface AskedModel extends ConformingModel {
  readonly service: () => LocalService;
  /** The path of the model. */
  readonly path: string;
  version(): string;
  client(): OipClient;
  /** Sends a body as it is, or as JSON, and expects an inference. */
  infer(body: unknown, headers?: Readonly<Record<string, string>>, port?: number): Promise<Inferred>;
  /** What `/predictions` says of the same rows, by output. */
  expected(data?: readonly unknown[]): Promise<readonly (readonly number[])[]>;
}

/** To be called at the top of a block of tests; the service runs as long as they do. */
export function askedModel(
  services: LocalServices,
  { name, outputs }: ConformingModel,
  environment: Readonly<Record<string, string>> = {},
): AskedModel {
  const service = services.shared(environment);
  const path = `/v2/models/${name}`;
  const connections: HttpConnection[] = [];
  afterAll(() => connections.splice(0).forEach(connection => connection.close()));
  return {
    name,
    outputs,
    service,
    path,
    version: () => service().state.models.called(name).model.handle.current?.version ?? '',
    client: () => {
      const [connection = new HttpConnection({ url: `http://127.0.0.1:${service().port}` })] = connections;
      if (connections.length === 0) connections.push(connection);
      return new OipClient(connection);
    },
    async infer(body, headers = {}, port = service().port) {
      const answer = await askOip(port, { path: `${path}/infer`, body, headers });
      expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: answer.body });
      return INFERRED.parse(answer.body);
    },
    async expected(data = ROWS) {
      const { text } = await ask(service().port, { path: `/predictions/${name}`, body: { data } });
      const { predictions } = PREDICTIONS.parse(JSON.parse(text));
      return outputs.map(output =>
        predictions.map(entry => (typeof entry === 'number' ? entry : entry[output])),
      );
    },
  };
}

export function dataOf({ outputs }: Inferred): readonly unknown[] {
  return outputs.map(({ data }) => data);
}
