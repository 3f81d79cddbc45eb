import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NoFiles } from '../errors';
import { checkInputFile, pathProblem } from './input-file';
import { fixedFolder, isOfTable, isPattern, patternOf } from './path-pattern';

/** How files are called in messages. */
export interface ShownNames {
  /** The table, where the user did not name `path`. @default the path */
  readonly shownAs?: string;
  /** What stands for the folder in the names of files in it. @default `shownAs`, or the path */
  readonly shownRoot?: string;
  /** What is to be in the files, for messages. @default a table */
  readonly expected?: string;
}

/** A file with something in it that may be read. */
export interface FoundFile {
  /** For messages. */
  readonly path: string;
  readonly readPath: string;
  readonly bytes: number;
  /** What the names of folders such as `dt=2026-11-22` say of the rows; nothing for a file that was named itself. */
  readonly partitions: readonly Partition[];
}

export interface Partition {
  readonly name: string;
  /** Null where the table has none. */
  readonly value: string | null;
}

/**
 * The files that a path stands for: itself, all below a folder, or all that match a pattern, in the order of their names.
 * What begins with `_` or `.` is left out: jobs leave such files beside the data.
 *
 * @throws the errors of `checkInputFile`; NoFiles
 */
export async function filesOfTable(path: string, shown: ShownNames = {}): Promise<readonly FoundFile[]> {
  const itself = await stat(path).catch(() => null);
  const shownPath = shown.shownAs ?? path;
  if (itself === null && isPattern(path)) return matching(path);
  if (itself?.isDirectory() !== true) {
    return [
      {
        path: shownPath,
        readPath: path,
        bytes: await checkInputFile(path, shownPath, shown.expected),
        partitions: [],
      },
    ];
  }
  const below = (await filesBelow(path, shownPath)).filter(isOfTable);
  if (below.length === 0) throw new NoFiles(shownPath, 'this is a folder without files of data');
  return checked(
    below.map(name => ({ readPath: join(path, name), path: joined(shown.shownRoot ?? shownPath, name) })),
  );
}

async function matching(pattern: string): Promise<readonly FoundFile[]> {
  const folder = fixedFolder(pattern);
  const matches = patternOf(pattern);
  const files = (await filesBelow(folder === '' ? '.' : folder, pattern))
    .map(name => `${folder}${name}`)
    .filter(path => matches.test(path));
  if (files.length === 0) throw new NoFiles(pattern, 'no file matches the pattern');
  return checked(files.map(path => ({ path, readPath: path })));
}

async function checked(
  files: readonly { readonly path: string; readonly readPath: string }[],
): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const { path, readPath } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    found.push({
      path,
      readPath,
      bytes: await checkInputFile(readPath, path),
      partitions: partitionsIn(path),
    });
  }
  return found;
}

/** All files below a folder, by paths with `/`. */
async function filesBelow(folder: string, shownPath: string): Promise<string[]> {
  const found: string[] = [];
  const open = [''];
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    const path = join(folder, below);
    const entries = await access(path, constants.R_OK)
      .then(() => readdir(path, { withFileTypes: true }))
      .catch((error: unknown) => {
        throw pathProblem(shownPath, error);
      });
    for (const entry of entries) {
      const name = `${below}${entry.name}`;
      // A link counts as what it leads to.
      const isFolder = entry.isSymbolicLink()
        ? (await stat(join(folder, name)).catch(() => null))?.isDirectory() === true
        : entry.isDirectory();
      if (isFolder) open.push(`${name}/`);
      else found.push(name);
    }
  }
  return found;
}

function partitionsIn(path: string): Partition[] {
  return path
    .split('/')
    .slice(0, -1)
    .flatMap(folder => {
      const [, name, value] = /^([^=]+)=(.*)$/.exec(folder) ?? [];
      if (name === undefined) return [];
      return [{ name: unescaped(name), value: value === NONE ? null : unescaped(value) }];
    });
}

/** What Hive writes for a value that is not there. */
const NONE = '__HIVE_DEFAULT_PARTITION__';

/** Characters that no folder can have in its name are written as in addresses. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function joined(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}
