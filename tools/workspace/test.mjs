// `npm test`: sets the workspace up, runs every test and ends with the line `N passed, N failed`.
// Arguments go to jest: `npm test -- libs/onnx` runs the tests of one library.
// Tests that need what this machine does not have (needs.js) are skipped, and counted as skipped.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findPrograms, needsOf } from './needs.js';
import { installPackagesOfSystem, ROOT, setUp } from './setup.mjs';

const { xgboostProblem } = setUp();
const { problems: programProblems, variables } = findOrInstallPrograms();
const problems = { ...(xgboostProblem !== null && { libxgboost: xgboostProblem }), ...programProblems };

const results = path.join(ROOT, 'tmp', `test-results-${process.pid}.json`);
mkdirSync(path.dirname(results), { recursive: true });
const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  [jest, '--silent', '--json', `--outputFile=${results}`, ...process.argv.slice(2)],
  {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...variables, TESTS_WITHOUT: Object.keys(problems).join(' ') },
  },
);

const summary = readSummary();
if (summary) {
  const needed = new Set(summary.testResults.flatMap(({ name }) => needsOf(name)));
  for (const [name, problem] of Object.entries(problems)) {
    if (needed.has(name)) console.log(`Tests that need ${name} were skipped. ${problem}`);
  }
  // A suite that cannot even be loaded has no failed test to be counted, but has failed.
  const failed = Math.max(summary.numFailedTests, summary.numFailedTestSuites);
  const skipped = summary.numPendingTests + summary.numTodoTests;
  console.log(
    `${summary.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  );
}
process.exit(summary && summary.numPassedTests > 0 ? (status ?? 1) : 1);

/** A database to read from and a browser can be had where packages can be installed, and nothing that runs by itself. */
function findOrInstallPrograms() {
  const found = findPrograms();
  const isMissing = (name, variable) => name in found.problems && !process.env[variable];
  const packages = [
    ...(isMissing('mariadb', 'MARIADBD') ? ['mariadb-server-core', 'mariadb-client-core'] : []),
    ...(isMissing('chromium', 'CHROMIUM') ? ['chromium'] : []),
  ];
  return packages.length > 0 && installPackagesOfSystem(...packages) ? findPrograms() : found;
}

function readSummary() {
  try {
    return JSON.parse(readFileSync(results, 'utf8'));
  } catch {
    console.error('jest ended without results.');
    return null;
  } finally {
    rmSync(results, { force: true });
  }
}
