// `npm test`: sets the workspace up, runs every test and ends with the line `N passed, N failed`.
// Arguments go to jest: `npm test -- libs/onnx` runs the tests of one library.
// Where there is no libxgboost or no openssl, the tests that need it are skipped, and counted as skipped.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT, setUp } from './setup.mjs';

const { xgboostProblem } = setUp();
const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;
const missing = [...(xgboostProblem === null ? [] : ['libxgboost']), ...(hasOpenssl ? [] : ['openssl'])];

const results = path.join(ROOT, 'tmp', `test-results-${process.pid}.json`);
mkdirSync(path.dirname(results), { recursive: true });
const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  [jest, '--silent', '--json', `--outputFile=${results}`, ...process.argv.slice(2)],
  {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...(missing.length > 0 && { TESTS_WITHOUT: missing.join(' ') }) },
  },
);

const summary = readSummary();
if (summary) {
  if (xgboostProblem !== null && summary.numPendingTests > 0) {
    console.log(`Tests that need libxgboost were skipped. ${xgboostProblem}`);
  }
  if (!hasOpenssl) console.log('Tests that need openssl were skipped; install it.');
  // A suite that cannot even be loaded has no failed test to be counted, but has failed.
  const failed = Math.max(summary.numFailedTests, summary.numFailedTestSuites);
  const skipped = summary.numPendingTests + summary.numTodoTests;
  console.log(
    `${summary.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  );
}
process.exit(summary && summary.numPassedTests > 0 ? (status ?? 1) : 1);

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
