// Bundles one app or tool: `node tools/workspace/bundle.mjs apps/xgb` writes dist/apps/xgb/main.js, and for a service
// beside it service.js, which main.js reads when it has started model-loader.js, a process that loads models, and
// scoring-thread.js; for the pipeline end-with-parent.js.
// Our own code and small pure packages go into the bundle; packages with native code or data files stay in node_modules,
// and so do large ones that few need.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { compileKernels } from './kernels.mjs';
import { bundleThreads } from './threads.mjs';

const EXTERNAL = [
  'onnxruntime-node',
  '@duckdb/node-bindings',
  'koffi',
  'swagger-ui-dist',
  '@grpc/*',
  'grpc-health-check',
  // Read only where spans are sent somewhere.
  '@opentelemetry/core',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace-base',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node',
  // Read only where the data come from a database.
  'mysql2',
  'apache-arrow',
];

/** Beside the programs: the packages that they read from node_modules, for images that are to hold no others. */
const PACKAGES_FILE = 'packages.json';

const projectRoot = process.argv[2];
const entry = projectRoot && path.join(projectRoot, 'src', 'main.ts');
if (!entry || !existsSync(entry)) {
  console.error(`bundle: no ${entry ?? 'project'}; give a project folder, for example apps/xgb`);
  process.exit(1);
}

compileKernels();
bundleThreads();

const besideIt = ['service.ts', 'model-loader.ts', 'scoring-thread.ts', 'end-with-parent.ts'].map(name =>
  path.join(projectRoot, 'src', name),
);

const outdir = path.join('dist', projectRoot);
await build({
  entryPoints: [entry, ...besideIt.filter(file => existsSync(file))],
  outdir,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: true,
  minifySyntax: true,
  external: EXTERNAL,
  plugins: [{ name: 'service in a file of its own', setup: keepServiceApart }],
  alias: {
    // Express alone asks for it, to read bodies, which no service does; with its tables it is a fourth of the whole.
    'body-parser': path.resolve('tools/workspace/no-body-parser.cjs'),
    'node-fetch': path.resolve('tools/workspace/node-fetch.cjs'),
  },
  // Through `require`: the loader of modules would be started for the first of them, and takes its time.
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
});
writeFileSync(path.join(outdir, PACKAGES_FILE), `${JSON.stringify(packagesOf(outdir), null, 2)}\n`);

/** The packages that the programs of a folder name, of those that are left out: some are found by `resolve` alone. */
function packagesOf(folder) {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const leftOut = Object.keys(dependencies).filter(name =>
    EXTERNAL.some(left => name === left || (left.endsWith('/*') && name.startsWith(left.slice(0, -1)))),
  );
  const programs = readdirSync(folder).filter(file => file.endsWith('.js'));
  const text = programs.map(file => readFileSync(path.join(folder, file), 'utf8')).join('');
  return leftOut.filter(name => ['"', '/'].some(end => text.includes(`"${name}${end}`)));
}

/** Packages have files of this name as well. */
function keepServiceApart({ onResolve }) {
  onResolve({ filter: /^\.\/service$/ }, ({ importer }) =>
    importer === path.resolve(entry) ? { path: './service.js', external: true } : undefined,
  );
}
