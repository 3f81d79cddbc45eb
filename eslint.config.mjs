import tseslint from 'typescript-eslint';

/**
 * Which library may import which, and so what each service image contains: a service never reaches
 * TensorFlow.js, DuckDB or libxgboost, because nothing on its side of this table does.
 */
const LIBRARY_IMPORTS = {
  messages: [],
  kernels: [],
  protocol: ['kernels', 'messages'],
  client: ['protocol', 'messages'],
  features: ['messages'],
  artifacts: ['messages'],
  onnx: [],
  inference: ['kernels', 'onnx', 'artifacts', 'features', 'messages'],
  service: ['inference', 'artifacts', 'features', 'protocol', 'messages'],
  definitions: ['service', 'inference'],
  tracer: ['onnx'],
  nn: ['tracer', 'onnx', 'features', 'kernels', 'collective'],
  collective: [],
  xgboost: ['collective'],
  embedding: ['kernels', 'messages'],
  data: ['features', 'kernels', 'messages'],
  evaluation: [],
  'training-data': ['data', 'evaluation', 'messages'],
  registry: ['artifacts', 'data', 'messages'],
  'command-line': ['data', 'artifacts', 'registry', 'client', 'messages'],
};
const SERVICE_IMPORTS = ['definitions', 'service', 'inference', 'artifacts', 'features', 'protocol'];
const TRAINING_IMPORTS = [
  'nn',
  'xgboost',
  'collective',
  'embedding',
  'data',
  'training-data',
  'evaluation',
  'artifacts',
  'features',
  'onnx',
  // The served graph encodes what is exported.
  'inference',
  'messages',
];
const TOOL_IMPORTS = [
  'client',
  'artifacts',
  'registry',
  'command-line',
  'evaluation',
  'inference',
  'data',
  'training-data',
  'features',
  'messages',
];
/** The benchmarks compare whole layers with their peers, so they alone may reach all of them. */
const BENCH_IMPORTS = Object.keys(LIBRARY_IMPORTS);

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'tmp/',
      'node_modules/',
      '.nx/',
      'coverage/',
      'libs/*/src/compiled/',
      'libs/kernels/assembly/',
    ],
  },
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "Property[key.name='unit'][value.value=/^(binary|grapheme)/]",
          message:
            'Take a unit of libs/messages/testing/characters.ts: those of fast-check list all of Unicode once in every test file.',
        },
        {
          selector: 'ImportDeclaration[source.value="zod"] > ImportSpecifier[imported.name="z"]',
          message: 'Import * as z: a program that imports { z } holds all languages of its messages.',
        },
      ],
    },
  },
  {
    files: ['**/*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
    languageOptions: { sourceType: 'commonjs' },
  },
  ...Object.entries(LIBRARY_IMPORTS).map(([name, allowed]) => importsOf(`libs/${name}`, allowed)),
  importsOf('apps/!(training)', SERVICE_IMPORTS),
  importsOf('apps/training', TRAINING_IMPORTS),
  // Services are asked by the client in their tests; none of them is one.
  importsOf('apps/!(training)', [...SERVICE_IMPORTS, 'client'], 'src/**/*.test.ts'),
  importsOf('tools/!(bench)', TOOL_IMPORTS),
  importsOf('tools/bench', BENCH_IMPORTS),
);

/** Lets the code under `folder` import only the libraries `allowed`, each by its public name. */
function importsOf(folder, allowed, files = '{src,peers}/**/*.ts') {
  const others = allowed.length > 0 ? `(?!(${allowed.join('|')})$)` : '';
  return {
    files: [`${folder}/${files}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^@reckit/${others}`,
              message: `${folder} may import ${allowed.join(', ') || 'no other library'} (see the table in eslint.config.mjs).`,
            },
            {
              // What a library lends to the tests of others lies in its folder testing/, beside src/.
              regex: '(^|/)(libs(?!/[a-z-]+/testing/)|apps|tools)/|^(\\.\\./)+[a-z-]+/src(/|$)',
              message: 'Import a library by its name, @reckit/<library>.',
            },
          ],
        },
      ],
    },
  };
}
