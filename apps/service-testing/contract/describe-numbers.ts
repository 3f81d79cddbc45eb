import type { Row } from '@reckit/client';
import { modelClients } from './contract-clients';
import type { NamedModel } from './contract-models';
import type { ContractRows } from './contract-rows';
import type { ContractServices } from './contract-services';
import { PROTOCOL_NAMES } from './protocols';
import { numbersOf, type Entry } from './reference';

/** Rows that mean the same as another. */
function sameRows({ row, varied, one }: ContractRows): readonly (readonly [string, Row, Row])[] {
  const withoutOne = Object.fromEntries(Object.entries(row).filter(([name]) => name !== one));
  return [
    ['a feature that nobody knows', { ...row, nobody_knows: 7 }, row],
    ['a number as text', { ...row, [varied]: String(row[varied]) }, row],
    ['true in place of 1', { ...row, [one]: true }, row],
    ['null in place of a feature', { ...row, [one]: null }, withoutOne],
    ['the default in place of a feature', { ...row, [one]: 0 }, withoutOne],
    ['no row', null, {}],
    ['another order of the features', Object.fromEntries(Object.entries(row).reverse()), row],
  ];
}

/** Declares that the same rows give the same numbers by every protocol. */
export function describeNumbers(
  { plain: service }: ContractServices,
  { name, answers, rows: asked }: NamedModel,
): void {
  const { row, other, few, varied } = asked;
  const newClient = modelClients();

  /** What `/predictions` says, read from its JSON. */
  const reference = (rows: readonly Row[]): Promise<readonly Entry[]> => numbersOf(service(), name, rows);

  describe.each(PROTOCOL_NAMES)('%s', protocol => {
    const answered = async (rows: readonly Row[]): Promise<readonly unknown[]> =>
      (await newClient(service(), name, protocol)[answers](rows)).value;

    test('objects, lists and a single row give the same numbers', async () => {
      expect(await answered([row, other, few])).toEqual(await reference([row, other, few]));
      // Over the Open Inference Protocol lists are a matrix of numbers.
      if (isOfNumbers(row) || !/^(?:oip|grpc)-/.test(protocol))
        expect(await answered([row, other].map(each => Object.values(each)))).toEqual(
          await reference([row, other]),
        );
      expect(await answered([other])).toEqual(await reference([other]));
    });

    test.each(sameRows(asked))('%s means the same', async (_what, one, plain) => {
      expect(await answered([one])).toEqual(await reference([plain]));
    });

    test('many rows come back in their order', async () => {
      const rows = Array.from({ length: 300 }, (_, i) => ({ ...row, [varied]: (i % 100) / 100 }));
      const values = await answered(rows);
      expect(values).toEqual(await reference(rows));
      expect(new Set(values.map(value => JSON.stringify(value))).size).toBeGreaterThan(1);
    });

    test('the version that is asked for answers, and says so', async () => {
      const version = service().state.models.called(name).model.handle.current?.version;
      const { value, ...facts } = await newClient(service(), name, protocol)[answers]([row], {
        version,
        requestId: 'contract-1',
      });
      expect(value).toEqual(await reference([row]));
      expect(facts).toEqual({ version, requestId: 'contract-1', traceResponse: null });
    });

    test('the model is ready', async () => {
      expect((await newClient(service(), name, protocol).isReady()).value).toBe(true);
    });
  });
}

function isOfNumbers(row: Readonly<Record<string, unknown>>): boolean {
  return Object.values(row).every(value => typeof value === 'number');
}
