import fc from 'fast-check';
import { auc } from './auc';
import { gauc } from './gauc';

const rows = fc.array(
  fc.record({
    group: fc.integer({ min: 0, max: 5 }),
    label: fc.constantFrom(0, 1),
    score: fc.integer({ min: 0, max: 4 }),
  }),
  { minLength: 1, maxLength: 100 },
);

test('is the mean of the AUC of each group, weighted by its rows', () =>
  fc.assert(
    fc.property(rows, all => {
      const groups = [...new Set(all.map(({ group }) => group))].flatMap(group => {
        const inside = all.filter(row => row.group === group);
        const value = auc(
          inside.map(({ label }) => label),
          inside.map(({ score }) => score),
        );
        return value === null ? [] : [{ value, rows: inside.length }];
      });
      const rowsUsed = groups.reduce((sum, group) => sum + group.rows, 0);
      const result = gauc(
        all.map(({ group }) => `user ${group}`),
        all.map(({ label }) => label),
        all.map(({ score }) => score),
      );
      expect(result.rowsUsed).toBe(rowsUsed);
      expect(result.groupsUsed).toBe(groups.length);
      if (rowsUsed === 0) expect(result.impressionWeighted).toBeNull();
      else {
        const sum = groups.reduce((total, group) => total + group.value * group.rows, 0);
        expect(result.impressionWeighted).toBeCloseTo(sum / rowsUsed, 12);
      }
    }),
  ));

test('groups and labels belong row to row', () => {
  expect(() => gauc([1], [0, 1], [0.1, 0.2])).toThrow(
    'labels and groups belong row to row; got 2 and 1 rows.',
  );
});
