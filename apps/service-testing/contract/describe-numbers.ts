import type { Row, Tasks } from '@reckit/client';
import type { LocalServices } from '../local-service';
import { ROW } from '../sample-rows';
import { modelClients } from './contract-clients';
import type { NamedModel } from './contract-models';
import { PROTOCOL_NAMES } from './protocols';
import { numbersOf } from './reference';

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

/** Declares that the same rows give the same numbers by every protocol. */
export function describeNumbers(services: LocalServices, { name, answers }: NamedModel): void {
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
}
