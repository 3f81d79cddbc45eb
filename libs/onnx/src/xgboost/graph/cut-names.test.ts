import { cutNames } from './cut-names';

/** Bytes and offsets as Arrow has them. */
function joined(names: readonly string[]): [Buffer, Int32Array] {
  return [Buffer.from(names.join('')), offsetsOf(names, name => Buffer.byteLength(name))];
}

/** As the Python package writes them from a pandas data frame. */
function joinedByCharacters(names: readonly string[]): [Buffer, Int32Array] {
  const offsets = offsetsOf(names, name => [...name].length);
  return [Buffer.from(names.join('')).subarray(0, offsets.at(-1)), offsets];
}

function offsetsOf(names: readonly string[], lengthOf: (name: string) => number): Int32Array {
  const offsets = [0];
  for (const name of names) offsets.push(offsets[offsets.length - 1] + lengthOf(name));
  return Int32Array.from(offsets);
}

test.each([[[]], [['red', '', 'blue']]])('ASCII is the same either way: %j', names => {
  expect(cutNames(...joined(names))).toEqual(names);
  expect(cutNames(...joinedByCharacters(names))).toEqual(names);
});

test.each([[['grün', '男', '女', '\ufeffa', '🙂']], [['red', 'été', 'blue']]])(
  '%j, counted in bytes, are among the names',
  names => {
    const read = cutNames(...joined(names));
    names.forEach((name, i) => expect([read[i]].flat()).toContain(name));
  },
);

test.each<[string[], (string | null)[]]>([
  [
    ['red', 'grün', 'blue', 'x'],
    ['red', 'grün', 'blue', null],
  ],
  [
    ['red', 'green', 'ét'],
    ['red', 'green', null],
  ],
  [
    ['男', '女'],
    [null, null],
  ],
  [
    ['éé', 'é', 'x', 'y', 'z'],
    ['éé', 'é', null, null, null],
  ],
])('%j, counted in characters, are among the names but for those that are lost', (names, kept) => {
  const read = cutNames(...joinedByCharacters(names));
  kept.forEach((name, i) => {
    if (name !== null) expect([read[i]].flat()).toContain(name);
    else expect([read[i]].flat()).not.toContain(names[i]);
  });
});

test('a cut within a character tells that characters were counted', () => {
  expect(cutNames(...joinedByCharacters(['ab', 'é', 'x', 'yz', '']))).toEqual(['ab', 'é', 'x', null, null]);
});
