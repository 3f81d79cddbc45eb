import { open, rename, rm, stat } from 'node:fs/promises';
import { create } from 'tar';
import { MANIFEST_FILE, sha256OfFile, type Manifest } from '@reckit/artifacts';
import type { PackedArchive } from '../file/describe-version';

/** What a packed version is called wherever it lies. */
export const ARCHIVE_FILE = 'model.tar.gz';

const GZIP_LEVEL = 6;
const FILE_MODE = 0o644;
const NO_TIME = new Date(0);

/**
 * Packs the files of a version: the manifest, then what it lists, by name. Neither the owner nor the time of a file is in
 * the archive, so that the same content gives the same bytes.
 *
 * @param to - the archive; it is there when it is whole
 */
export async function packVersion(dir: string, manifest: Manifest, to: string): Promise<PackedArchive> {
  const unfinished = `${to}.unfinished`;
  try {
    await create(
      {
        file: unfinished,
        cwd: dir,
        gzip: { level: GZIP_LEVEL, portable: true },
        portable: true,
        mtime: NO_TIME,
        follow: true,
        onWriteEntry: ({ stat: described }) => {
          if (described) described.mode = FILE_MODE;
        },
      },
      [MANIFEST_FILE, ...manifest.files.map(({ name }) => name).sort()],
    );
    const handle = await open(unfinished, 'r');
    await handle.sync().finally(() => handle.close());
    const archive = { sha256: await sha256OfFile(unfinished), bytes: (await stat(unfinished)).size };
    await rename(unfinished, to);
    return archive;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
