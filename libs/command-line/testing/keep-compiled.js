// Loaded before a bundled program (`node --require`): what V8 has compiled of it is kept beside it, so that those who start
// it again need not wait for that. Later versions of Node have this in themselves (NODE_COMPILE_CACHE).
const Module = require('node:module');
const path = require('node:path');
const compiledScript = require('./compiled-script');

/** The program, and what is bundled into files beside it. */
const bundle = path.dirname(process.argv[1] ?? '');
const loadOtherwise = Module._extensions['.js'];

Module._extensions['.js'] = function load(module, filename) {
  if (path.dirname(filename) !== bundle) return loadOtherwise(module, filename);
  const run = compiledScript(filename).runInThisContext();
  run.call(module.exports, module.exports, Module.createRequire(filename), module, filename, bundle);
};
