// Bundles a library that others install: `node tools/workspace/bundle-library.mjs libs/client [folder]` writes, by default
// into dist/libs/client, what `npm pack` there packs: the library for `import` and for `require` with our other libraries
// in it, its types, its package.json, its README and the license.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { compileKernels } from './kernels.mjs';
import { declarationsOf } from './library-declarations.mjs';

const [, , libraryRoot, folder = path.join('dist', libraryRoot)] = process.argv;
const entry = path.join(libraryRoot, 'src', 'index.ts');

/** Our own modules do nothing but give names, so that those of which no name is used stay out of the bundle. */
const ownModulesAreInert = {
  name: 'own-modules-are-inert',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^(?:\.|@reckit\/)/ }, async ({ path: name, pluginData, ...from }) => {
      if (pluginData === ownModulesAreInert || !from.importer.startsWith(path.resolve('libs'))) return null;
      const found = await resolve(name, { ...from, pluginData: ownModulesAreInert });
      return { ...found, sideEffects: false };
    });
  },
};

const bundle = {
  entryPoints: [entry],
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  external: ['@grpc/grpc-js', 'protobufjs'],
  plugins: [ownModulesAreInert],
  logLevel: 'warning',
};

compileKernels();
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await Promise.all([
  build({ ...bundle, format: 'cjs', outfile: path.join(folder, 'index.js') }),
  build({ ...bundle, format: 'esm', outfile: path.join(folder, 'index.mjs') }),
  ...['package.json', 'README.md'].map(file => cp(path.join(libraryRoot, file), path.join(folder, file))),
  cp('LICENSE', path.join(folder, 'LICENSE')),
]);
for (const [file, text] of declarationsOf(entry)) {
  const target = path.join(folder, 'types', file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
}
// Types for `require` and for `import`, which are modules of two kinds.
await writeFile(path.join(folder, 'index.d.ts'), "export * from './types/index';\n");
await writeFile(path.join(folder, 'index.d.mts'), "export * from './types/index.js';\n");
