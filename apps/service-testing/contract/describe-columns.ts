import {
  GrpcConnection,
  OipGrpcClient,
  ServiceClient,
  type InferenceClient,
  type InputTensor,
} from '@reckit/client';
import type { LocalServices } from '../local-service';
import { ROW } from '../sample-rows';
import type { NamedModel } from './contract-models';
import { numbersOf } from './reference';

/** Declares that columns give the same numbers as rows, by every protocol that knows them. */
export function describeColumns(services: LocalServices, { name }: NamedModel): void {
  const service = services.shared({ GRPC_PORT: '0' });

  describe('columns, one a feature', () => {
    const FULL = [ROW, { ...ROW, item_ctr: 0.9, user_age: 20 }];
    let http: ServiceClient;
    let grpc: GrpcConnection;
    beforeAll(() => {
      http = new ServiceClient({ url: `http://127.0.0.1:${service().port}` });
      grpc = new GrpcConnection({ url: `http://127.0.0.1:${service().grpcPort}` });
    });
    afterAll(() => {
      http.close();
      grpc.close();
    });

    /** What `/predictions` says, an output after the other. */
    async function expectedColumns(): Promise<readonly (readonly number[])[]> {
      const rows = await numbersOf(service(), name, FULL);
      const tasks = rows.map(row => (typeof row === 'number' ? [row] : Object.values(row)));
      return tasks[0].map((_, output) => tasks.map(row => row[output]));
    }

    test('TensorFlow Serving', async () => {
      const columns = Object.fromEntries(columnsOf(FULL));
      const { value } = await http.v1.predictColumns(name, columns);
      const answered = value.kind === 'single' ? [value.values] : Object.values(value.values);
      expect(answered).toEqual(await expectedColumns());
    });

    test.each<[string, () => InferenceClient, 'json' | 'binary']>([
      ['REST as JSON', () => http.v2, 'json'],
      ['REST in binary form', () => http.v2, 'binary'],
      ['gRPC with typed contents', () => new OipGrpcClient(grpc), 'json'],
      ['gRPC with raw contents', () => new OipGrpcClient(grpc), 'binary'],
    ])('the Open Inference Protocol over %s', async (_carrier, client, form) => {
      const inputs = columnsOf(FULL).map(([feature, values]): InputTensor => ({
        name: feature,
        datatype: 'FP64',
        shape: [FULL.length],
        values: Float64Array.from(values),
      }));
      const { value } = await client().infer(name, { inputs }, { form });
      expect(value.outputs.map(({ values }) => Array.from<unknown, number>(values, Number))).toEqual(
        await expectedColumns(),
      );
    });
  });
}

/** The values of each feature of all rows. */
function columnsOf(
  rows: readonly Readonly<Record<string, number>>[],
): readonly (readonly [string, number[]])[] {
  return Object.keys(rows[0]).map(feature => [feature, rows.map(row => row[feature])] as const);
}
