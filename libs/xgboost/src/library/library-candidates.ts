import { readdirSync, statSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The variables of the environment that this library reads. */
export type Environment = Readonly<Record<string, string | undefined>>;

const FILE_NAMES =
  process.platform === 'darwin'
    ? ['libxgboost.dylib']
    : process.platform === 'win32'
      ? ['xgboost.dll']
      : ['libxgboost.so.0', 'libxgboost.so'];

const HOMEBREW_FOLDERS = ['/opt/homebrew/lib', '/usr/local/lib', '/home/linuxbrew/.linuxbrew/lib'];

/** What XGBOOST_LIBRARY may mean: the file itself, or the libraries in that folder. */
export function namedCandidates(path: string): string[] {
  return isFolder(path) ? FILE_NAMES.map(name => join(path, name)).filter(isFile) : [path];
}

/**
 * Where a libxgboost may be, in the order to try: names that the system's loader resolves, then files of
 * Homebrew, then those inside installed Python wheels. Only looks in the file system.
 */
export function systemCandidates(env: Environment): string[] {
  const files = [...HOMEBREW_FOLDERS, ...wheelFolders(env)].flatMap(folder =>
    FILE_NAMES.map(name => join(folder, name)),
  );
  return [...FILE_NAMES, ...new Set(files.filter(isFile))];
}

/** The folder lib/ of every installed wheel of XGBoost: the active environment first, then the newest Python. */
function wheelFolders(env: Environment): string[] {
  const home = homeFolder(env);
  const pyenv = env['PYENV_ROOT'] || (home && join(home, '.pyenv'));
  const prefixes = [
    ...[env['VIRTUAL_ENV'], env['CONDA_PREFIX']].flatMap(prefix => prefix || []),
    ...['.venv', 'venv'].map(name => join(process.cwd(), name)),
    ...(home ? [join(home, '.local')] : []),
    ...(pyenv ? childrenOf(join(pyenv, 'versions')) : []),
    '/usr/local',
    '/usr',
    '/opt/homebrew',
  ];
  const pythons = prefixes.flatMap(prefix => [
    ...childrenOf(join(prefix, 'lib')).filter(folder => /[/\\]python3[.\d]*$/.test(folder)),
    join(prefix, 'Lib'),
  ]);
  return pythons.flatMap(python =>
    ['site-packages', 'dist-packages'].map(packages => join(python, packages, 'xgboost', 'lib')),
  );
}

/** Null where there is none: the user of a container need not be in the list of users, which says where homes are. */
function homeFolder(env: Environment): string | null {
  if (env['HOME']) return env['HOME'];
  try {
    return homedir() || null;
  } catch {
    return null;
  }
}

/** Paths inside a folder, later versions first; none if there is no such folder. */
function childrenOf(folder: string): string[] {
  try {
    const names = readdirSync(folder).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return names.map(name => join(folder, name));
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  return read(path)?.isFile() ?? false;
}

function isFolder(path: string): boolean {
  return read(path)?.isDirectory() ?? false;
}

/** Null for what is not there, and for what may not be read: in a container, HOME may belong to another user. */
function read(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
