// Bundles one app or tool: `node tools/workspace/bundle.mjs apps/xgb` writes dist/apps/xgb/main.js, and for a service
// beside it model-loader.js, which loads models in a process of their own.
// Our own code and small pure packages go into the bundle; packages with native code or data files stay in node_modules,
// and so do large ones that few need.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { compileKernels } from './kernels.mjs';

const EXTERNAL = [
  'onnxruntime-node',
  '@duckdb/node-api',
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
];

const projectRoot = process.argv[2];
const entry = projectRoot && path.join(projectRoot, 'src', 'main.ts');
if (!entry || !existsSync(entry)) {
  console.error(`bundle: no ${entry ?? 'project'}; give a project folder, for example apps/xgb`);
  process.exit(1);
}

compileKernels();

const loader = path.join(projectRoot, 'src', 'model-loader.ts');

await build({
  entryPoints: existsSync(loader) ? [entry, loader] : [entry],
  outdir: path.join('dist', projectRoot),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: true,
  minifySyntax: true,
  external: EXTERNAL,
  logLevel: 'warning',
});
