import path from 'node:path';
import ts from 'typescript';

/**
 * The declarations that the public names of a library need, as [path, text] relative to its sources. They may not tell of
 * other libraries of ours, which nobody who installs this one has.
 *
 * @param {string} entry
 * @returns {ReadonlyMap<string, string>}
 */
export function declarationsOf(entry) {
  const root = path.resolve(path.dirname(entry));
  const declared = emit(entry, root);
  const needed = new Map();
  const take = file => {
    if (needed.has(file)) return;
    const text = declared.get(file);
    if (text === undefined) throw new Error(`bundle: no declarations of ${file}`);
    needed.set(file, text);
    for (const name of ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName)) {
      if (name.startsWith('@reckit/')) throw new Error(`bundle: the declarations in ${file} tell of ${name}`);
      if (name.startsWith('.')) take(path.posix.join(path.posix.dirname(file), `${name}.d.ts`));
    }
  };
  take('index.d.ts');
  return needed;
}

/** The declarations of every source of the library. */
function emit(entry, root) {
  const { config } = ts.readConfigFile('tsconfig.base.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
  const program = ts.createProgram([entry], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    types: ['node'],
  });
  const declared = new Map();
  for (const source of program.getSourceFiles()) {
    const name = path.relative(root, source.fileName);
    if (name.startsWith('..') || path.isAbsolute(name)) continue;
    const written = (_file, text) => declared.set(name.replace(/\.ts$/, '.d.ts'), text);
    const { diagnostics } = program.emit(source, written, undefined, true);
    const [first] = diagnostics;
    if (first) throw new Error(`bundle: ${name}: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`);
  }
  return declared;
}
