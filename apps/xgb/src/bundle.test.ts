import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.join(__dirname, '..', '..', '..');

test('the service holds no training code', async () => {
  const { metafile } = await build({
    entryPoints: [path.join(ROOT, 'apps/xgb/src/main.ts')],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    packages: 'external',
    tsconfig: path.join(ROOT, 'tsconfig.base.json'),
  });
  const files = Object.keys(metafile.inputs);
  const libraries = new Set(files.map(file => /^libs\/([^/]+)\//.exec(file)?.[1]).filter(Boolean));
  expect([...libraries].sort()).toEqual([
    'artifacts',
    'features',
    'inference',
    'onnx',
    'protocol',
    'service',
  ]);
  const packages = Object.values(metafile.outputs).flatMap(output =>
    output.imports.map(({ path: name }) => name),
  );
  expect(packages.filter(name => /duckdb|koffi|tensorflow|commander/.test(name))).toEqual([]);
});
