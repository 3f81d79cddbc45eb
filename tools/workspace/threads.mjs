// Bundles the program of the embedding library's threads into a TypeScript file that holds its text, so that a thread is
// started in the same way from a bundle and from a test, which loads TypeScript where a thread could not. What is up to
// date is left as it is.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const LIBRARY = path.join(ROOT, 'libs', 'embedding', 'src');
const TARGET = path.join(LIBRARY, 'compiled', 'embedding-thread.ts');

/** Bundles it; the kernels must have been compiled. */
export function bundleThreads() {
  // Not imported: npm may be about to install it.
  const { buildSync } = createRequire(path.join(ROOT, 'package.json'))('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [path.join(LIBRARY, 'threads', 'embedding-thread.ts')],
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
  const text = `// Bundled from libs/embedding/src/threads\nexport default ${JSON.stringify(outputFiles[0].text)};\n`;
  mkdirSync(path.dirname(TARGET), { recursive: true });
  if (existsSync(TARGET) && readFileSync(TARGET, 'utf8') === text) return;
  // Several builds may do this side by side; each sees a whole file.
  const partial = `${TARGET}.${process.pid}`;
  writeFileSync(partial, text);
  renameSync(partial, TARGET);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) bundleThreads();
