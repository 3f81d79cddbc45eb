const { buildSync } = require('esbuild');

/**
 * TensorFlow.js publishes its gradient functions as ES modules only. Node and the bundler take them as they
 * are; Jest runs CommonJS, so for it they are bundled into one file, which registers them in the same
 * process-wide registry.
 */
module.exports = {
  process(_source, file) {
    const { outputFiles } = buildSync({
      entryPoints: [file],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      write: false,
    });
    return { code: outputFiles[0].text };
  },
};
