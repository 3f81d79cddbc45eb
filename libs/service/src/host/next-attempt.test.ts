import type { NamedModel } from './named-model';
import { nextAttempt, NOTHING_TRIED, type Attempts } from './next-attempt';

const LOOK_MS = 1_000;

function named(change: Partial<NamedModel> = {}): NamedModel {
  return { layout: 'package', version: 'v2', identity: 'v2 a', wish: 'v2 1', files: 'f', ...change };
}

/** At which of the looks, one a second, something is tried. */
function dueAt(looks: number, namedAt: (look: number) => NamedModel): readonly number[] {
  let attempts: Attempts = NOTHING_TRIED;
  const due: number[] = [];
  for (let look = 0; look < looks; look++) {
    const next = nextAttempt(attempts, namedAt(look), look * LOOK_MS, LOOK_MS);
    attempts = next.attempts;
    if (next.isDue) due.push(look);
  }
  return due;
}

test('what fails though nothing changes is tried with pauses that double up to a minute', () => {
  expect(dueAt(250, () => named())).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
});

test('files that change are tried when they have come to rest, whatever the pause', () => {
  const files = (look: number): string => (look < 40 ? 'a' : look < 50 ? `growing ${look}` : 'whole');
  expect(dueAt(60, look => named({ files: files(look) }))).toEqual([0, 1, 3, 7, 15, 31, 51, 52, 54, 58]);
});

test('another version is tried at once, and the pauses begin anew', () => {
  expect(dueAt(30, look => named(look < 20 ? {} : { version: 'v3', identity: 'v3 a', files: 'g' }))).toEqual([
    0, 1, 3, 7, 15, 20, 21, 23, 27,
  ]);
});

test.each([
  ['files of a flat directory', { layout: 'flat', version: null }],
  ['a version that nothing names', { version: null, identity: null, wish: null }],
] as const)('%s must have come to rest first', (_, change) => {
  expect(dueAt(6, look => named({ ...change, files: look < 3 ? `${look}` : 'rest' }))[0]).toBe(4);
});
