import { runBareServer } from './processes/bare-server';
import { BARE_SERVER } from './processes/servers';

if (process.argv[2] === BARE_SERVER) runBareServer();
// Loaded when needed, so that the bare server stays bare.
else void import('./run-bench').then(({ runBench }) => runBench(process.argv));
