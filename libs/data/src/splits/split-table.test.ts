import fc from 'fast-check';
import { CannotSplit } from '../errors';
import { splitTable, type SplitRule } from './split-rule';
import { splitByGroup } from './split-by-group';
import { randomSplit, stratifiedSplit } from './split-rows';

const shares = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const seeds = fc.nat();
const LABELS = Float32Array.from({ length: 200 }, (_, row) => Number(row % 3 === 0));

const groupNames = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'user 6', 'ü');
/** The group of each row, null for a row without one. */
const groupsOfRows = fc.array(fc.option(groupNames), { minLength: 2, maxLength: 80 });

function coded(groups: readonly (string | null)[]) {
  const values = [...new Set(groups)].filter(group => group !== null);
  return { codes: Int32Array.from(groups, group => (group === null ? -1 : values.indexOf(group))), values };
}

function table(columns: Partial<Parameters<typeof splitTable>[2]> & { readonly rowCount: number }) {
  return { times: null, splitGroups: null, ...columns };
}

test('no group is on both sides, no row is left out, and rows without a group are trained on', () =>
  fc.assert(
    fc.property(groupsOfRows, shares, seeds, (groups, share, seed) => {
      fc.pre(new Set(groups.filter(group => group !== null)).size > 1);
      const split = splitByGroup(coded(groups), share, seed);
      const { train = new Uint32Array(), validation = new Uint32Array() } = split ?? {};
      expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...groups.keys()]);
      const held = new Set(Array.from(validation, row => groups[row]));
      expect(held.has(null)).toBe(false);
      expect(held.size).toBeGreaterThan(0);
      expect(Array.from(train, row => groups[row]).filter(group => held.has(group))).toEqual([]);
      expect(
        new Set(Array.from(train, row => groups[row]).filter(group => group !== null)).size,
      ).toBeGreaterThan(0);
    }),
  ));

test('which groups are held out follows from the seed, whatever the order of the rows', () =>
  fc.assert(
    fc.property(
      groupsOfRows.chain(groups =>
        fc.record({
          groups: fc.constant(groups),
          shuffled: fc.shuffledSubarray(groups, { minLength: groups.length }),
        }),
      ),
      shares,
      seeds,
      ({ groups, shuffled }, share, seed) => {
        const heldOf = (rows: readonly (string | null)[]) =>
          new Set(Array.from(splitByGroup(coded(rows), share, seed)?.validation ?? [], row => rows[row]));
        expect(heldOf(shuffled)).toEqual(heldOf(groups));
      },
    ),
  ));

test('a group stays on its side when others come, and the share is met on average', () => {
  const names = Array.from({ length: 5_000 }, (_, i) => `user_${i}`);
  const heldOf = (groups: readonly string[]) =>
    new Set(Array.from(splitByGroup(coded(groups), 0.2, 42)?.validation ?? [], row => groups[row]));
  const before = heldOf(names.slice(0, 3_000));
  const after = heldOf(names);
  expect(names.slice(0, 3_000).filter(name => after.has(name))).toEqual(
    names.slice(0, 3_000).filter(name => before.has(name)),
  );
  expect(Math.abs(after.size / names.length - 0.2)).toBeLessThan(0.02);
  const others = splitByGroup(coded(names), 0.2, 43)?.validation;
  expect(new Set(Array.from(others ?? [], row => names[row]))).not.toEqual(after);
});

test('a random split of a table is that of its labels, or of its rows', () => {
  const rule = { rule: 'random', share: 0.3, seed: 7 } as const;
  const rows = table({ rowCount: LABELS.length });
  expect(splitTable(rule, 'FILE', rows, LABELS)).toEqual(stratifiedSplit(LABELS, 0.3, 7));
  expect(splitTable(rule, 'FILE', rows, null)).toEqual(randomSplit(LABELS.length, 0.3, 7));
});

test('with none, all rows are trained on, in their order', () => {
  const { train, validation } = splitTable({ rule: 'none' }, 'FILE', table({ rowCount: 4 }), LABELS);
  expect([...train]).toEqual([0, 1, 2, 3]);
  expect([...validation]).toEqual([]);
});

const TIME: SplitRule = { rule: 'time', share: 0.2, column: 'ts' };
const GROUP: SplitRule = { rule: 'group', share: 0.2, seed: 1, column: 'user' };

test.each([
  [
    { rule: 'random', share: 0.2, seed: 1 },
    table({ rowCount: 1 }),
    '1 row leaves none for validation; give more rows.',
  ],
  [
    TIME,
    table({ rowCount: 3, times: Float64Array.of(5, 5, 5) }),
    'column ts: all rows have the same time, so that none is later than another. Give more rows, or hold out any at random.',
  ],
  [
    TIME,
    table({ rowCount: 1, times: Float64Array.of(5) }),
    'column ts: there is one row, so that none is later than another. Give more rows, or hold out any at random.',
  ],
  [
    GROUP,
    table({ rowCount: 2, splitGroups: coded(['a', 'a']) }),
    'column user: all rows have one group, and a split by groups needs two. Name another column, or hold out any rows at random.',
  ],
  [
    GROUP,
    table({ rowCount: 2, splitGroups: coded([null, null]) }),
    'column user: no row has a group, and a split by groups needs two. Name another column, or hold out any rows at random.',
  ],
] as const)('what cannot be split by %j', (rule, rows, message) => {
  expect(() => splitTable(rule, 'FILE', rows, null)).toThrow(new CannotSplit('FILE', message));
});
