import { readFile } from 'node:fs';
import { exitWhateverHolds } from '../src/lifecycle/exit-whatever-holds';

/** A process that ends itself while a thread of Node's pool waits for a file that never comes. */
const [pipe, mayBeHeld] = process.argv.slice(2);
if (pipe !== '') readFile(pipe, () => undefined);
setTimeout(() => exitWhateverHolds(3, mayBeHeld === 'true'), 200);
