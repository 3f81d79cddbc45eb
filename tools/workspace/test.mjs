// `npm test`: sets the workspace up, runs every test and ends with the line `N passed, N failed`.
// Arguments go to jest: `npm test -- libs/onnx` runs the tests of one library.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT, setUp } from './setup.mjs';

setUp();

const results = path.join(ROOT, 'tmp', `test-results-${process.pid}.json`);
mkdirSync(path.dirname(results), { recursive: true });
const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  [jest, '--silent', '--json', `--outputFile=${results}`, ...process.argv.slice(2)],
  { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
);

const summary = readSummary();
if (summary) {
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
