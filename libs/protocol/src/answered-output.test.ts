import { hasListEntries } from './answered-output';

test.each([
  ['score', 1, false],
  ['score', 3, true],
  ['task', 1, false],
  ['task', 2, true],
  ['embedding', 1, true],
  ['embedding', 32, true],
  ['ids', 1, true],
  ['ids', 20, true],
  ['similarity', 1, true],
] as const)('of a %s of %d values a row, the entry is a list: %s', (role, width, isList) => {
  expect(hasListEntries({ name: 'x', role, width })).toBe(isList);
});
