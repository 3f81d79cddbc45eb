import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { anyCharacter } from '../../../../libs/messages/testing/characters';
import { shellCommand } from './shell-command';

test.each([
  [
    ['node', 'dist/apps/training/main.js', 'deepfm', '--lr=0.01'],
    'node dist/apps/training/main.js deepfm --lr=0.01',
  ],
  [['--data-path', 'my data.csv'], "--data-path 'my data.csv'"],
  [["it's", '$HOME', '*', ''], `'it'\\''s' '$HOME' '*' ''`],
  [['a\nb', '\x1b[2J'], "$'a\\012b' $'\\033[2J'"],
])('%j is %s', (words, command) => {
  expect(shellCommand(words)).toBe(command);
});

test('a shell reads back the words, whatever is in them', () => {
  const word = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', ' ', '\n', '\t', '`', '!', '\x1b', 'ü', 'a') }),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), words => {
      // No argument of a program holds a NUL.
      const possible = words.map(text => text.replaceAll('\0', ''));
      const command = `printf '%s\\0' ${shellCommand(possible)}`;
      expect(command).not.toMatch(/[\n\x1b]/);
      expect(execFileSync('bash', ['-c', command], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(
        possible,
      );
    }),
    { numRuns: 60 },
  );
});
