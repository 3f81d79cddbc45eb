export { CommandFailed } from './command-failed';
export { Report } from './report';
export { runCommand } from './run-command';
export { addStoreFlags, type BucketFlags } from './store-flags';
