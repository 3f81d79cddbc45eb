import path from 'node:path';

/** The words with which this program was started, before its own arguments. */
export function thisProgram(): string[] {
  const [, script] = process.argv;
  const fromHere = path.relative('', script);
  return [process.argv0, ...process.execArgv, fromHere.startsWith('..') ? script : fromHere];
}
