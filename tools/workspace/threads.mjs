// Bundles the programs of libraries' threads into TypeScript files that hold their texts, so that a thread is started in
// the same way from a bundle and from a test, which loads TypeScript where a thread could not. What is up to date is left
// as it is.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
/** The program of a thread, and the folder of sources that it belongs to. */
const THREADS = [
  ['libs/data/src', 'plain/block-thread.ts'],
  ['libs/embedding/src', 'threads/embedding-thread.ts'],
  ['libs/xgboost/src', 'collective/watch-thread.ts'],
];

/** Bundles them; the kernels must have been compiled. */
export function bundleThreads() {
  // Not imported: npm may be about to install it.
  const { buildSync } = createRequire(path.join(ROOT, 'package.json'))('esbuild');
  for (const [sources, program] of THREADS) {
    const { outputFiles } = buildSync({
      entryPoints: [path.join(ROOT, sources, program)],
      tsconfig: path.join(ROOT, 'tsconfig.base.json'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      minifySyntax: true,
      minifyWhitespace: true,
      write: false,
      logLevel: 'warning',
    });
    const folder = `${sources}/${path.posix.dirname(program)}`;
    const text = `// Bundled from ${folder}\nexport default ${JSON.stringify(outputFiles[0].text)};\n`;
    write(path.join(ROOT, sources, 'compiled', path.basename(program)), text);
  }
}

function write(target, text) {
  mkdirSync(path.dirname(target), { recursive: true });
  if (existsSync(target) && readFileSync(target, 'utf8') === text) return;
  // Several builds may do this side by side; each sees a whole file.
  const partial = `${target}.${process.pid}`;
  writeFileSync(partial, text);
  renameSync(partial, target);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) bundleThreads();
