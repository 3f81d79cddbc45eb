import { IdTable } from '@reckit/artifacts';
import { isKnown, unknownNotes } from './known-targets';
import { rankWanted } from './rank-wanted';

/** Four things around a circle, the further from the first the later. */
const ROWS = Float32Array.of(1, 0, 0.8, 0.6, 0, 1, -1, 0);

function vectorsOf(...names: readonly string[]) {
  const ids = new IdTable();
  names.forEach(name => ids.add(name));
  return { ids, dim: 2, rows: ROWS.slice(0, 2 * names.length) };
}

const VECTORS = vectorsOf('a', 'b', 'c', 'd');
const EAST = Float32Array.of(1, 0, 1, 0, 1, 0);
const everything = (): boolean => true;

test('what is wanted has its rank among all, query by query', () => {
  const wanted = { targets: [['a', 'c'], ['d'], ['b']], leftOut: [[], [], []] };
  expect([...rankWanted(VECTORS, { vectors: EAST, isAsked: everything }, wanted)]).toEqual([1, 3, 4, 2]);
});

test('what is left out stands in nobody’s way, and is not found itself', () => {
  const wanted = { targets: [['c'], ['b'], ['d']], leftOut: [['a', 'b'], ['b'], ['unknown', 'a']] };
  expect([...rankWanted(VECTORS, { vectors: EAST, isAsked: everything }, wanted)]).toEqual([1, 0, 3]);
});

test('what a version does not know it never finds, nor what it cannot look for', () => {
  const wanted = { targets: [['x', 'b'], ['a'], ['y']], leftOut: [[], ['b'], []] };
  const asked = { vectors: EAST, isAsked: (query: number) => query !== 1 };
  expect([...rankWanted(VECTORS, asked, wanted)]).toEqual([0, 2, 0, 0]);
});

test('a thing is known if one of the versions knows it', () => {
  const both = { challenger: vectorsOf('a'), current: vectorsOf('b') };
  expect(['a', 'b', 'c'].map(id => isKnown(both, id))).toEqual([true, true, false]);
  expect(isKnown({ ...both, current: null }, 'b')).toBe(false);
});

test('how many each version does not know is said', () => {
  const versions = { challenger: { version: 'v2' }, current: { version: 'v1' } };
  const both = { challenger: vectorsOf('a', 'b'), current: vectorsOf('a') };
  expect(unknownNotes(versions, both, 'items', ['a', 'b', 'b', 'a'], 3)).toEqual([
    '3 items are known to no version, and are not looked for.',
    'v1 does not know 2 of 4 items, and does not find them.',
  ]);
  expect(unknownNotes({ ...versions, current: null }, { ...both, current: null }, 'items', ['a'], 0)).toEqual(
    [],
  );
});
