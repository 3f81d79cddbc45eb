import {
  GrpcConnection,
  OipGrpcClient,
  ServiceClient,
  type InferenceClient,
  type InputTensor,
  type Row,
  type Tasks,
} from '@reckit/client';
import { ask } from '../http-client';
import type { LocalService, LocalServices } from '../local-service';
import { ROW } from '../sample-rows';
import { modelClients } from './contract-clients';
import type { ContractModel } from './contract-models';
import { describeMistakes } from './describe-mistakes';
import { PROTOCOL_NAMES } from './protocols';

/** What the contract has of a model under its name. */
type NamedModel = Pick<ContractModel, 'answers'> & { readonly name: string };

const OTHER = { ...ROW, item_ctr: 0.9, user_age: 20 };
const FEW = { item_ctr: 0.5, user_age: 33 };
const WITHOUT_GENDER = Object.fromEntries(Object.entries(ROW).filter(([name]) => name !== 'user_gender'));

const OBJECTS: readonly Row[] = [ROW, OTHER, FEW];
const LISTS: readonly Row[] = [ROW, OTHER].map(row => Object.values(row));

/** Rows that mean the same. */
const SAME: readonly (readonly [string, Row, Row])[] = [
  ['a feature that nobody knows', { ...ROW, nobody_knows: 7 }, ROW],
  ['a number as text', { ...ROW, item_price: '10' }, ROW],
  ['true in place of 1', { ...ROW, user_gender: true }, ROW],
  ['null in place of a feature', { ...ROW, user_gender: null }, WITHOUT_GENDER],
  ['the default in place of a feature', { ...ROW, user_gender: 0 }, WITHOUT_GENDER],
  ['no row', null, {}],
  ['another order of the features', Object.fromEntries(Object.entries(ROW).reverse()), ROW],
];

/**
 * Declares the tests of the contract that every protocol has with every model: the same rows give the same numbers, the
 * same mistakes the error of that protocol.
 *
 * @param services - of one model, or of several
 * @param models - those that they serve
 */
export function describeContract(services: LocalServices, models: readonly ContractModel[]): void {
  const named = models.map(({ definition, answers }) => ({ name: definition.name, answers }));
  describe.each(named)('$name', model => {
    describeNumbers(services, model);
    describeMistakes(services, model);
  });
}

function describeNumbers(services: LocalServices, { name, answers }: NamedModel): void {
  const service = services.shared({ GRPC_PORT: '0' });
  const newClient = modelClients();

  /** What `/predictions` says, read from its JSON. */
  const reference = (rows: readonly Row[]): Promise<readonly (number | Tasks)[]> =>
    numbersOf(service(), name, rows);

  describe.each(PROTOCOL_NAMES)('%s', protocol => {
    const answered = async (rows: readonly Row[]): Promise<readonly unknown[]> =>
      (await newClient(service(), name, protocol)[answers](rows)).value;

    test('objects, lists and a single row give the same numbers', async () => {
      expect(await answered(OBJECTS)).toEqual(await reference(OBJECTS));
      expect(await answered(LISTS)).toEqual(await reference([ROW, OTHER]));
      expect(await answered([OTHER])).toEqual(await reference([OTHER]));
    });

    test.each(SAME)('%s means the same', async (_what, row, plain) => {
      expect(await answered([row])).toEqual(await reference([plain]));
    });

    test('many rows come back in their order', async () => {
      const rows = Array.from({ length: 300 }, (_, i) => ({ ...ROW, item_ctr: (i % 100) / 100 }));
      const values = await answered(rows);
      expect(values).toEqual(await reference(rows));
      expect(new Set(values.map(value => JSON.stringify(value))).size).toBeGreaterThan(1);
    });

    test('the version that is asked for answers, and says so', async () => {
      const version = service().state.models.called(name).model.handle.current?.version;
      const { value, ...facts } = await newClient(service(), name, protocol)[answers]([ROW], {
        version,
        requestId: 'contract-1',
      });
      expect(value).toEqual(await reference([ROW]));
      expect(facts).toEqual({ version, requestId: 'contract-1', traceResponse: null });
    });

    test('the model is ready', async () => {
      expect((await newClient(service(), name, protocol).isReady()).value).toBe(true);
    });
  });

  describe('columns, one a feature', () => {
    const FULL = [ROW, OTHER];
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
      const rows = await reference(FULL);
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

/** What `/predictions` says of rows. */
export async function numbersOf(
  { port }: LocalService,
  name: string,
  rows: readonly Row[],
): Promise<readonly (number | Tasks)[]> {
  const { status, text } = await ask(port, { path: `/predictions/${name}`, body: { data: rows } });
  expect(status).toBe(200);
  const { predictions }: { predictions: readonly (number | Tasks)[] } = JSON.parse(text);
  expect(predictions).toHaveLength(rows.length);
  return predictions;
}
