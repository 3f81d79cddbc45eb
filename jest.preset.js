/** Shared by every project: TypeScript through swc, libraries by their public names. */
module.exports = {
  rootDir: __dirname,
  globalSetup: '<rootDir>/jest.global-setup.js',
  globalTeardown: '<rootDir>/jest.global-teardown.js',
  testEnvironment: '<rootDir>/jest.environment.js',
  runtime: '<rootDir>/jest.runtime.js',
  testSequencer: '<rootDir>/jest.sequencer.js',
  setupFilesAfterEnv: ['<rootDir>/jest.same-arrays.js'],
  testMatch: ['<rootDir>/{apps,libs,tools}/*/{src,peers}/**/*.test.ts'],
  transform: {
    'tfjs-core/dist/register_all_gradients\\.js$': '<rootDir>/jest.gradients-transform.js',
    // Its dynamic imports would need another mode of Node's.
    'otlp-exporter-base/build/src/.+\\.js$': ['@swc/jest', { jsc: { target: 'es2022' } }],
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!@tensorflow/tfjs-core/dist/register_all_gradients|@opentelemetry/otlp-exporter-base)',
  ],
  moduleNameMapper: {
    '^@reckit/([^/]+)$': '<rootDir>/libs/$1/src',
    // By default they are modules of the language, which jest reads in another mode of Node's.
    '^d3-([a-z-]+)$': '<rootDir>/node_modules/d3-$1/dist/d3-$1.js',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/tmp/'],
  // For what hangs: a machine that does much else may take ten times as long as a quiet one.
  testTimeout: 180_000,
  // Four also on two cores, where jest would take one: tests of programs spend half their time waiting.
  maxWorkers: Math.max(4, require('node:os').availableParallelism() - 1),
  // A process that has run a hundred files holds gigabytes, and collects them.
  workerIdleMemoryLimit: '1GB',
};
