// Compiles the kernels of libs/kernels from AssemblyScript to WebAssembly, each into a TypeScript file that holds its
// bytes, so that bundles, tests and the type checker need no loader for them. What is up to date is left as it is.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const SOURCES = path.join(ROOT, 'libs', 'kernels', 'assembly');
const COMPILED = path.join(ROOT, 'libs', 'kernels', 'src', 'compiled');
const COMPILER = path.join(ROOT, 'node_modules', 'assemblyscript');

/** The files of `libs/kernels/assembly` that are a kernel each; others are parts of them. */
const KERNELS = [
  'csv-scanner',
  'embedding-rows',
  'forest-tables',
  'forest-walk',
  'json-scanner',
  'skip-gram',
  'step-operators',
  'vector-scan',
];
/** Those whose memory is given to them, since several threads have an instance each. */
const SHARING = ['csv-scanner', 'skip-gram', 'step-operators'];
const FLAGS = [
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--runtime',
  'stub',
  '--noAssert',
  '--enable',
  'simd',
];
/** As many pages as can be addressed: the memory that is given may have fewer. */
const SHARING_FLAGS = ['--enable', 'threads', '--importMemory', '--sharedMemory', '--maximumMemory', '65536'];

/** Compiles what has changed; ends the process if it cannot. */
export function compileKernels() {
  const mark = `// Compiled from libs/kernels/assembly; sources ${fingerprint()}\n`;
  mkdirSync(COMPILED, { recursive: true });
  for (const kernel of KERNELS) {
    const target = path.join(COMPILED, `${kernel}.ts`);
    if (existsSync(target) && readFileSync(target, 'utf8').startsWith(mark)) continue;
    const bytes = compile(kernel).toString('base64');
    // Several builds may do this side by side; each sees a whole file.
    const partial = `${target}.${process.pid}`;
    writeFileSync(partial, `${mark}export default '${bytes}';\n`);
    renameSync(partial, target);
  }
}

function compile(kernel) {
  const output = path.join(COMPILED, `${kernel}.${process.pid}.wasm`);
  const { status, error } = spawnSync(
    process.execPath,
    [
      path.join(COMPILER, 'bin', 'asc.js'),
      path.join(SOURCES, `${kernel}.ts`),
      '--outFile',
      output,
      ...FLAGS,
      ...(SHARING.includes(kernel) ? SHARING_FLAGS : []),
    ],
    { cwd: ROOT, stdio: 'inherit' },
  );
  if (error) console.error(`kernels: the compiler cannot be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
  const bytes = readFileSync(output);
  rmSync(output);
  return bytes;
}

/** Of the sources, the flags and the compiler. */
function fingerprint() {
  const hash = createHash('sha256').update([...FLAGS, ...SHARING, ...SHARING_FLAGS].join(' '));
  hash.update(JSON.parse(readFileSync(path.join(COMPILER, 'package.json'), 'utf8')).version);
  for (const name of readdirSync(SOURCES).sort())
    hash.update(name).update(readFileSync(path.join(SOURCES, name)));
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) compileKernels();
