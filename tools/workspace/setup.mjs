// Installs what the other commands need, on a machine where there may be nothing but Node and npm.
// `--require-xgboost` ends with an error where libxgboost is not there and cannot be installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileKernels } from './kernels.mjs';
import { bundleThreads } from './threads.mjs';

export const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

const MINIMUM_NODE = [20, 19];
const INSTALL_MARK = path.join(ROOT, 'node_modules', '.package-lock.json');

/**
 * Makes the workspace ready: Node new enough, npm packages, kernels, threads, libxgboost. Ends the process if it cannot; without
 * libxgboost all works but the training of xgb, so that it is missed only where it is demanded.
 *
 * @returns what is wrong with libxgboost; null if nothing is
 */
export function setUp({ requireXgboost = false } = {}) {
  checkNode();
  installPackages();
  compileKernels();
  bundleThreads();
  const problem = installXgboost();
  if (problem !== null && requireXgboost) fail(`${problem} Then run this again.`);
  if (problem !== null) console.log(`Going on without the training of xgb: ${problem}`);
  return { xgboostProblem: problem };
}

/** Runs a command to its end with its output shown; ends this process with its exit code if it fails. */
export function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error) fail(`${command} cannot be started: ${error.message}`);
  if (status !== 0) {
    console.error(`${[command, ...args].join(' ')} failed (${signal ?? `exit code ${status}`}).`);
    process.exit(status ?? 1);
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor < MINIMUM_NODE[1])) {
    fail(`Node ${MINIMUM_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`);
  }
}

/** npm's own mark is older than the lock file when the packages are not those of the lock file. */
function installPackages() {
  const lock = path.join(ROOT, 'package-lock.json');
  if (existsSync(INSTALL_MARK) && statSync(INSTALL_MARK).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log('Installing npm packages …');
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', [
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
}

/** @returns what is wrong with it; null if nothing is */
function installXgboost() {
  const problem = xgboostProblem();
  if (problem === null || process.env['XGBOOST_LIBRARY'] || !installPackagesOfSystem('libxgboost0'))
    return problem;
  return xgboostProblem();
}

/**
 * Installs packages of Debian where this process may, as in CI.
 *
 * @returns whether it has tried
 */
export function installPackagesOfSystem(...names) {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return false;
  console.log(`Installing ${names.join(' and ')} …`);
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...names);
  return true;
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
}

/**
 * Why no libxgboost can be loaded, and how to get one; null if one can. It asks the library's own search, so that
 * what counts as installed is what training will find.
 */
function xgboostProblem() {
  const { buildSync } = createRequire(path.join(ROOT, 'package.json'))('esbuild');
  const probe = path.join(ROOT, 'tmp', 'xgboost-probe.cjs');
  buildSync({
    stdin: {
      contents: `import { xgboostLibrary } from '@reckit/xgboost';
        try { xgboostLibrary(); } catch (error) { process.stderr.write(error.message); process.exitCode = 1; }`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    tsconfig: path.join(ROOT, 'tsconfig.base.json'),
    bundle: true,
    platform: 'node',
    external: ['koffi'],
    outfile: probe,
    logLevel: 'error',
  });
  const { status, stderr } = spawnSync(process.execPath, [probe], { encoding: 'utf8' });
  return status === 0 ? null : stderr.trim();
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { xgboostProblem: problem } = setUp({ requireXgboost: process.argv.includes('--require-xgboost') });
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  console.log(`The workspace (version ${version}) is ready${problem === null ? '' : ', but for xgb'}.`);
}
