const { statSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** By file: what it was transformed to, and what V8 has compiled of that. */
const known = new Map();

// V8 would throw away the code of functions that have not run for a while; the next test file runs them again.
setFlagsFromString('--no-flush-bytecode');

/**
 * Every test file has modules of its own, but not their code: a process that runs many test files transforms and compiles a
 * file once for all of them. Jest itself reads and compiles it each time, for most test files the longest part of their work.
 */
module.exports = class RuntimeThatKeepsCode extends Runtime {
  constructor(config, environment, resolver, transformer, cacheFS, coverage, ...others) {
    super(config, environment, resolver, transformer, cacheFS, coverage, ...others);
    // Code that counts what of it has run is another one.
    if (coverage.collectCoverage) return;
    keepTransformed(this.transformCache);
    keepCompiled(this.executor, environment);
  }
};
module.exports.default = module.exports;

/** Transforms a file again only if it has changed meanwhile. */
function keepTransformed(cache) {
  const transform = cache.transform.bind(cache);
  cache.transform = (filename, options) => {
    const state = stateOf(filename, options);
    const before = known.get(filename);
    if (before?.state !== state) {
      const code = transform(filename, options);
      known.set(filename, { state, code, transformed: cache.transforms.get(filename) });
      return code;
    }
    const { code, transformed } = before;
    // Not there for modules of jest itself, which are taken as they are.
    if (transformed !== undefined) cache.transforms.set(filename, transformed);
    if (transformed?.sourceMapPath) cache.sourceMaps.set(filename, transformed.sourceMapPath);
    return code;
  };
}

function stateOf(filename, options) {
  const { mtimeMs, size } = statSync(filename);
  return `${mtimeMs} ${size} ${options?.isInternalModule === true}`;
}

/** A script belongs to no realm until it runs in one. */
function keepCompiled(executor, environment) {
  const compile = executor.compile.bind(executor);
  const parameters = executor.injectedModuleParameters.join();
  executor.compile = (code, filename) => {
    const realm = environment.getVmContext();
    const file = known.get(filename);
    if (realm === null || file?.code !== code) return compile(code, filename);
    try {
      file.script ??= new Script(`(function(${parameters}){${code}\n})`, { filename });
    } catch {
      // It says what is wrong with the code, and where.
      return compile(code, filename);
    }
    return file.script.runInContext(realm);
  };
}
