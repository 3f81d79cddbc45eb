import {
  GrpcConnection,
  OipGrpcClient,
  ServiceClient,
  type FeatureValue,
  type InferenceClient,
  type InputTensor,
} from '@reckit/client';
import type { NamedModel } from './contract-models';
import type { NamedRow } from './contract-rows';
import type { ContractServices } from './contract-services';
import { numbersOf } from './reference';

/** Declares that columns give the same numbers as rows, by every protocol that knows them. */
export function describeColumns(
  { plain: service }: ContractServices,
  { name, rows: { row, other } }: NamedModel,
): void {
  describe('columns, one a feature', () => {
    const full = [row, other];
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
    async function expectedColumns(): Promise<readonly (readonly (number | readonly number[])[])[]> {
      const entries = await numbersOf(service(), name, full);
      const tasks = entries.map(entry => {
        const isOne = typeof entry === 'number' || Array.isArray(entry);
        return isOne ? [entry as number | readonly number[]] : Object.values(entry);
      });
      return tasks[0].map((_, output) => tasks.map(values => values[output]));
    }

    test('TensorFlow Serving', async () => {
      const columns = Object.fromEntries(columnsOf(full));
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
      const inputs = columnsOf(full).map(tensorOf);
      const { value } = await client().infer(name, { inputs }, { form });
      expect(value.outputs.map(({ values }) => Array.from<unknown, number>(values, Number))).toEqual(
        (await expectedColumns()).map(values => values.flat()),
      );
    });
  });
}

type Column = readonly [feature: string, values: readonly FeatureValue[]];

/** The values of each feature of all rows. */
function columnsOf(rows: readonly NamedRow[]): readonly Column[] {
  return Object.keys(rows[0]).map(feature => [feature, rows.map(row => row[feature])] as const);
}

/** Numbers, texts, or each sequence as the text of a list. */
function tensorOf([name, values]: Column): InputTensor {
  const shape = [values.length];
  return values.some(value => typeof value !== 'number')
    ? { name, datatype: 'BYTES', shape, values: values.map(textOf) }
    : { name, datatype: 'FP64', shape, values: Float64Array.from(values, Number) };
}

function textOf(value: FeatureValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
