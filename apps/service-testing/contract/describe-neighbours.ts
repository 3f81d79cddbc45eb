import type { Neighbours, Row } from '@reckit/client';
import { modelClients } from './contract-clients';
import type { NamedModel } from './contract-models';
import type { ContractRows } from './contract-rows';
import type { ContractServices } from './contract-services';
import { PROTOCOL_NAMES } from './protocols';
import { numbersOf } from './reference';

/** Rows that mean the same as another. */
function sameRows({ row, varied }: ContractRows): readonly (readonly [string, Row, Row])[] {
  const withoutCount = Object.fromEntries(Object.entries(row).filter(([name]) => name !== varied));
  return [
    ['a feature that nobody knows', { ...row, nobody_knows: 7 }, row],
    ['a number as text', { ...row, [varied]: String(row[varied]) }, row],
    ['true in place of 1', { ...row, [varied]: true }, { ...row, [varied]: 1 }],
    ['null in place of how many', { ...row, [varied]: null }, withoutCount],
    ['20 in place of how many', { ...row, [varied]: 20 }, withoutCount],
    ['less than one', { ...row, [varied]: -5 }, { ...row, [varied]: 1 }],
    ['more than there can be', { ...row, [varied]: 1_000_000 }, { ...row, [varied]: 500 }],
    ['no row', null, {}],
    ['another order of the features', Object.fromEntries(Object.entries(row).reverse()), row],
  ];
}

/** Declares that the same rows give the same ids by every protocol, and the same similarities by those that tell them. */
export function describeNeighbours(
  { plain: service }: ContractServices,
  { name, rows: asked }: NamedModel,
): void {
  const { row, other, few } = asked;
  const newClient = modelClients();

  /** What `/predictions` says, read from its JSON. */
  const reference = (rows: readonly Row[]): Promise<readonly unknown[]> => numbersOf(service(), name, rows);

  describe.each(PROTOCOL_NAMES)('%s', protocol => {
    const answered = async (rows: readonly Row[]): Promise<readonly (readonly string[])[]> => {
      const { value } = await newClient(service(), name, protocol).neighbours(rows);
      for (const neighbours of value) expectScores(neighbours);
      return value.map(({ ids }) => ids);
    };

    /** The nearest come first. */
    function expectScores({ ids, scores }: Neighbours): void {
      if (protocol === 'torchserve') {
        expect(scores).toBeNull();
        return;
      }
      expect(scores).toHaveLength(ids.length);
      expect(scores).toEqual([...(scores ?? [])].sort((a, b) => b - a));
    }

    test('several rows and a single one give the same ids', async () => {
      expect(await answered([row, other, few])).toEqual(await reference([row, other, few]));
      expect(await answered([other])).toEqual(await reference([other]));
    });

    test.each(sameRows(asked))('%s means the same', async (_what, one, plain) => {
      expect(await answered([one])).toEqual(await reference([plain]));
    });

    test('many rows come back in their order', async () => {
      const rows = Array.from({ length: 300 }, (_, i) => ({ user_id: `u${i}`, top_k: 1 + (i % 5) }));
      const values = await answered(rows);
      expect(values).toEqual(await reference(rows));
      expect(new Set(values.map(value => JSON.stringify(value))).size).toBeGreaterThan(100);
    });

    test('the version that is asked for answers, and says so', async () => {
      const version = service().state.models.called(name).model.handle.current?.version;
      const options = { version, requestId: 'contract-1' };
      const { value, ...facts } = await newClient(service(), name, protocol).neighbours([row], options);
      expect(value.map(({ ids }) => ids)).toEqual(await reference([row]));
      expect(facts).toEqual({ version, requestId: 'contract-1', traceResponse: null });
    });

    test('the model is ready', async () => {
      expect((await newClient(service(), name, protocol).isReady()).value).toBe(true);
    });
  });
}
