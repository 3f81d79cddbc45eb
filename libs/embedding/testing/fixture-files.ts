import { readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(__dirname, '../fixtures/gensim');

/** The lines of a recorded file. */
export function linesOf(file: string): string[] {
  return readFileSync(path.join(FOLDER, file), 'utf8').trim().split('\n');
}

/** A recorded JSON file. @typeParam T - what it is known to hold */
export function jsonOf<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as T;
}
