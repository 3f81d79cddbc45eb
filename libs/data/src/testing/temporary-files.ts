import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files for the tests of one file, in a folder that is removed after them. */
export function temporaryFiles(): {
  path(name: string): string;
  write(name: string, content: string | Uint8Array): Promise<string>;
} {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reckit-data-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  return {
    path: name => join(folder, name),
    write: async (name, content) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    },
  };
}
