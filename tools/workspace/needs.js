// What some tests need that npm does not install. A test file names it in its first comment: `/** @needs grpcurl */`.
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

const PROBE_TIMEOUT_MS = 20_000;

/** Ends with code 0 where Python has these modules; none is run for it. */
const hasModules = (...names) => [
  '-c',
  `import importlib.util as found, sys; sys.exit(any(found.find_spec(name) is None for name in ${JSON.stringify(names)}))`,
];

/**
 * The programs, by the names that tests give them. Each is taken from the environment variable, or else is the first of the
 * commands that runs with the arguments of its probe; tests are told in the variable which one that is.
 */
const PROGRAMS = [
  {
    name: 'mariadb',
    variable: 'MARIADBD',
    commands: ['mariadbd'],
    probe: ['--no-defaults', '--version'],
    advice: 'Install mariadb-server-core and mariadb-client-core, or set MARIADBD to a mariadbd.',
  },
  { name: 'openssl', variable: null, commands: ['openssl'], probe: ['version'], advice: 'Install it.' },
  {
    name: 'tritonclient',
    variable: 'TRITON_PYTHON',
    commands: ['python3', 'python'],
    probe: hasModules('tritonclient', 'numpy', 'grpc', 'geventhttpclient'),
    advice: "Set TRITON_PYTHON to a Python that has it: pip install 'tritonclient[all]'.",
  },
  {
    name: 'perf_analyzer',
    variable: 'PERF_ANALYZER',
    commands: ['perf_analyzer'],
    probe: ['--version'],
    advice:
      'Put it on PATH or set PERF_ANALYZER; apps/service-testing/peers/README.md says where it comes from.',
  },
  {
    name: 'grpcurl',
    variable: 'GRPCURL',
    commands: ['grpcurl'],
    probe: ['-version'],
    advice: 'Put it on PATH or set GRPCURL: go install github.com/fullstorydev/grpcurl/cmd/grpcurl@latest.',
  },
  {
    name: 'chromium',
    variable: 'CHROMIUM',
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    probe: ['--version'],
    advice: 'Install it (apt-get install chromium), or set CHROMIUM to a Chrome.',
  },
  {
    name: 'schemathesis',
    variable: 'SCHEMATHESIS',
    commands: ['schemathesis'],
    probe: ['--version'],
    advice: 'Put it on PATH or set SCHEMATHESIS: pip install schemathesis.',
  },
  {
    name: 'gensim',
    variable: 'GENSIM_PYTHON',
    commands: ['python3', 'python'],
    probe: hasModules('gensim'),
    advice: 'Set GENSIM_PYTHON to a Python that has it: pip install gensim.',
  },
  {
    name: 'kubectl',
    variable: 'KUBECTL',
    commands: ['kubectl'],
    // It renders with a kustomize of its own, which knows components from 1.21 on.
    probe: ['kustomize', 'k8s/models/xgb'],
    advice:
      'Put kubectl 1.27 or newer on PATH, or set KUBECTL to one: https://kubernetes.io/docs/tasks/tools.',
  },
  {
    name: 'promtool',
    variable: 'PROMTOOL',
    commands: ['promtool'],
    probe: ['--version'],
    advice: 'Install prometheus (apt-get install prometheus), or set PROMTOOL to a promtool.',
  },
  {
    name: 'mlflow',
    variable: 'MLFLOW_PYTHON',
    commands: ['python3', 'python'],
    probe: hasModules('mlflow'),
    advice: 'Set MLFLOW_PYTHON to a Python that has it: pip install mlflow.',
  },
  {
    name: 'collective',
    variable: 'COLLECTIVE_LIBRARY',
    commands: [process.env.XGBOOST_LIBRARY, 'libxgboost.so', 'libxgboost.dylib'].filter(Boolean),
    // No program, but one loads it.
    run: file => [process.execPath, path.join(__dirname, 'probe-collective.js'), file],
    probe: [],
    advice:
      'Set COLLECTIVE_LIBRARY to the file of a libxgboost 2.1 or newer, such as that of pip install xgboost-cpu.',
  },
];

/** Needs that the set-up of the workspace finds out about. */
const OF_THE_SETUP = ['libxgboost'];

const NEEDS = [...OF_THE_SETUP, ...PROGRAMS.map(({ name }) => name)];

/** Looks for the programs: why those are missing that are, by name, and the variables that tell tests where the others are. */
function findPrograms(environment = process.env) {
  const problems = {};
  const variables = {};
  for (const { name, variable, commands, run = command => [command], probe, advice } of PROGRAMS) {
    const given = variable === null ? undefined : environment[variable];
    const found = (given ? [given] : commands).find(command => {
      const [program, ...first] = run(command);
      return runs(program, [...first, ...probe], environment);
    });
    if (found === undefined) {
      problems[name] = given ? `${variable}=${given} does not do. ${advice}` : advice;
    } else if (variable !== null) {
      variables[variable] = placeOf(found, environment);
    }
  }
  return { problems, variables };
}

/** What a test file needs. */
function needsOf(file) {
  const [comment] = /^\s*\/\*\*[^]*?\*\//.exec(readFileSync(file, 'utf8')) ?? [''];
  return [...comment.matchAll(/@needs +([\w-]+)/g)].map(([, name]) => name);
}

/** Where a command lies, as those need to know it who do not look along PATH. */
function placeOf(command, { PATH = '' }) {
  if (command.includes(path.sep)) return path.resolve(command);
  const folder = PATH.split(path.delimiter).find(folder => existsSync(path.join(folder, command)));
  return folder === undefined ? command : path.join(folder, command);
}

function runs(command, args, env) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: PROBE_TIMEOUT_MS, env }).status === 0;
}

module.exports = { NEEDS, findPrograms, needsOf };
