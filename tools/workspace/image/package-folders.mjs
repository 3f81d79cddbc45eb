import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What installing, compilers, or those who count downloads need. */
const NOT_AT_RUN_TIME = new Set(['adm-zip', 'global-agent', '@scarf/scarf', '@types/node']);

/**
 * Where packages lie, and all that they depend on: folders below `root`, as Node finds them, sorted. Packages that are
 * optional are taken if they are installed, which npm does where they fit the platform.
 *
 * @param root - the folder of package.json
 * @param names - packages that programs read
 */
export function packageFolders(root, names) {
  const found = new Set();
  const wanted = names.map(name => ({ name, from: '', isOptional: false }));
  for (let next = wanted.pop(); next; next = wanted.pop()) {
    const folder = find(root, next);
    if (folder === null && next.isOptional) continue;
    if (folder === null) throw new Error(`${next.name} is not installed; run npm ci.`);
    if (found.has(folder)) continue;
    found.add(folder);
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = read(root, folder);
    const take = (dependency, isOptional) => wanted.push({ name: dependency, from: folder, isOptional });
    for (const each of Object.keys(dependencies)) {
      if (!NOT_AT_RUN_TIME.has(each)) take(each, Object.hasOwn(optionalDependencies, each));
    }
    for (const each of Object.keys({ ...optionalDependencies, ...peerDependencies })) take(each, true);
  }
  return [...found].sort();
}

/** The nearest `node_modules` that has it, looked for upwards. */
function find(root, { name, from }) {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder === '.' ? '' : folder, 'node_modules', name);
    if (existsSync(path.join(root, candidate, 'package.json'))) return candidate;
    if (folder === '' || folder === '.') return null;
  }
}

function read(root, folder) {
  return JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
}
