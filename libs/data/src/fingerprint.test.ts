import { createHash } from 'node:crypto';
import { fingerprint } from './fingerprint';
import { temporaryFiles } from './testing/temporary-files';

const files = temporaryFiles();

test.each([0, 1, 100_000])('digest and size of a file of %i bytes', async size => {
  const content = Buffer.alloc(size, 'reckit');
  expect(await fingerprint(await files.write('data.csv', content))).toEqual({
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: size,
  });
});

test('an absent file rejects', async () => {
  await expect(fingerprint(files.path('absent.csv'))).rejects.toThrow('no such file');
});
