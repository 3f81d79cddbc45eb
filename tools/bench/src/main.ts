import { runBareServer } from './processes/bare-server';
import { READ_MATRIX } from './reading/matrix-run';
import { BARE_SERVER } from './processes/servers';

const [, , first, file] = process.argv;
if (first === BARE_SERVER) runBareServer();
// Loaded when needed, so that the bare server stays bare, and what reads a file small.
else if (first === READ_MATRIX)
  void import('./reading/read-matrix').then(({ readMatrix }) => readMatrix(file));
else void import('./run-bench').then(({ runBench }) => runBench(process.argv));
