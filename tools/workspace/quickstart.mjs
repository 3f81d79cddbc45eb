// `npm run quickstart`: from nothing to a service that answers. Sets the workspace up, builds, and hands over.
// Without libxgboost it shows the networks alone.
import path from 'node:path';
import { ROOT, run, setUp } from './setup.mjs';

const { xgboostProblem } = setUp();
console.log('Building …');
const nx = path.join(ROOT, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
run(process.execPath, [nx, 'run-many', '-t', 'build', '--exclude', 'bench', '--outputStyle=static'], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
run(process.execPath, [
  path.join(ROOT, 'dist', 'tools', 'quickstart', 'main.js'),
  ...(xgboostProblem === null ? [] : ['--without', 'xgb']),
]);
