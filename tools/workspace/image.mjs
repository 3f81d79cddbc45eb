// Lays out what an image holds: `node tools/workspace/image.mjs /out apps/xgb` builds the app and copies it to /out, with the
// packages that it reads and nothing else, for the platform that this runs on.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFolders } from './image/package-folders.mjs';
import { isNeeded } from './image/needed-files.mjs';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

const [out, ...projects] = process.argv.slice(2);
if (!out || projects.length === 0) {
  console.error('image: give a folder to write to, and projects, for example /out apps/xgb');
  process.exit(1);
}

const names = new Set();
for (const project of projects) {
  execFileSync(process.execPath, ['tools/workspace/bundle.mjs', project], { cwd: ROOT, stdio: 'inherit' });
  const built = path.join(ROOT, 'dist', project);
  copy(built, path.join(out, project));
  for (const name of JSON.parse(readFileSync(path.join(built, 'packages.json'), 'utf8'))) names.add(name);
}
const folders = packageFolders(ROOT, [...names]);
for (const folder of folders) copy(path.join(ROOT, folder), path.join(out, folder), folder);

const bytes = sizeOf(out);
console.log(`${projects.join(', ')}: ${folders.length} packages, ${(bytes / 1e6).toFixed(1)} MB in ${out}`);

function copy(from, to, packageFolder = null) {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, to, {
    recursive: true,
    filter: file => isNeeded(path.relative(from, file), packageFolder),
  });
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
}
