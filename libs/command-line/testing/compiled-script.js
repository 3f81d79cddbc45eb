const { isAscii } = require('node:buffer');
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { Script } = require('node:vm');

/**
 * A file of a bundle, as the function that Node makes of a module. What V8 has compiled of it is kept beside it when the
 * process ends, so that the next one need not wait for that.
 */
module.exports = function compiledScript(filename) {
  const kept = `${filename}.compiled`;
  const cachedData = readIfThere(kept);
  const script = new Script(Module.wrap(readText(filename)), { filename, cachedData });
  if (cachedData === undefined) process.once('exit', () => keep(script, kept));
  return script;
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
