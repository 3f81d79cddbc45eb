// Loaded before a bundled program (`node --require`): what V8 has compiled of it is kept beside it, so that those who start
// it again need not wait for that. Later versions of Node have this in themselves (NODE_COMPILE_CACHE).
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');

const compileOtherwise = Module.prototype._compile;

Module.prototype._compile = function compile(content, filename) {
  if (filename !== process.argv[1]) return compileOtherwise.call(this, content, filename);
  const kept = `${filename}.compiled`;
  const cachedData = readIfThere(kept);
  const script = new Script(Module.wrap(content), { filename, cachedData });
  if (cachedData === undefined) process.once('exit', () => keep(script, kept));
  const load = script.runInThisContext();
  return load.call(
    this.exports,
    this.exports,
    Module.createRequire(filename),
    this,
    filename,
    path.dirname(filename),
  );
};

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
