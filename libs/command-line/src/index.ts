export { CommandFailed } from './command-failed';
export { Report } from './report';
export { isExpected, runCommand } from './run-command';
export { addConnectionFlags, addStoreFlags, type BucketFlags } from './store-flags';
