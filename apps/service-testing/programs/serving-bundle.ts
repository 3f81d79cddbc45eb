import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.join(__dirname, '../../..');

/** Expects that a service is built from serving code alone: its image holds no training code and no test support. */
export async function expectServingCodeOnly(appSource: string): Promise<void> {
  const { metafile } = await build({
    entryPoints: ['main.ts', 'model-loader.ts', 'scoring-thread.ts'].map(name => path.join(appSource, name)),
    absWorkingDir: ROOT,
    outdir: 'dist',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    packages: 'external',
    tsconfig: path.join(ROOT, 'tsconfig.base.json'),
  });
  const folders = new Set(
    Object.keys(metafile.inputs).flatMap(file => /^(?:libs|apps)\/[^/]+\//.exec(file)?.[0] ?? []),
  );
  expect([...folders].sort()).toEqual([
    `${path.relative(ROOT, path.dirname(appSource))}/`,
    'libs/artifacts/',
    'libs/definitions/',
    'libs/features/',
    'libs/inference/',
    'libs/kernels/',
    'libs/messages/',
    'libs/onnx/',
    'libs/protocol/',
    'libs/service/',
  ]);
  const packages = Object.values(metafile.outputs).flatMap(output =>
    output.imports.map(({ path: name }) => name),
  );
  expect(packages.filter(name => /duckdb|koffi|tensorflow|commander|jest/.test(name))).toEqual([]);
}
