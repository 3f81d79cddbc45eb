// Loaded before a bundled program (`node --require`): what V8 has compiled of it is kept beside it, so that those who start
// it again need not wait for that. Later versions of Node have this in themselves (NODE_COMPILE_CACHE).
const { isAscii } = require('node:buffer');
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');

/** The program, and what is bundled into files beside it. */
const bundle = path.dirname(process.argv[1] ?? '');
const loadOtherwise = Module._extensions['.js'];

Module._extensions['.js'] = function load(module, filename) {
  if (path.dirname(filename) !== bundle) return loadOtherwise(module, filename);
  const kept = `${filename}.compiled`;
  const cachedData = readIfThere(kept);
  const script = new Script(Module.wrap(readText(filename)), { filename, cachedData });
  if (cachedData === undefined) process.once('exit', () => keep(script, kept));
  const run = script.runInThisContext();
  run.call(module.exports, module.exports, Module.createRequire(filename), module, filename, bundle);
};

/** Most bundles are ASCII, which takes a fraction of the time and of the memory when it is read as such. */
function readText(file) {
  const bytes = readFileSync(file);
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function keep(script, file) {
  const own = `${file}-${process.pid}`;
  try {
    writeFileSync(own, script.createCachedData());
    renameSync(own, file);
  } catch {
    // A program that may write no file, which some tests want: the next one keeps it.
  }
}
