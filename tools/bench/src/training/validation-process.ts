import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { trainingProgram } from './training-process';

/** What `validate` tells of its own time. */
export interface ValidationSeconds {
  readonly reading: number;
  /** Statistics of the features, which a training takes in any case, and what is looked for. */
  readonly checks: number;
}

/** The result has the statistics of all features. */
const MOST_OUTPUT_BYTES = 64e6;

/** Reads data and looks at them as a training does, in a process of its own. */
export async function runValidation(commandLine: readonly string[]): Promise<ValidationSeconds> {
  const args = [trainingProgram(), 'validate', ...commandLine, '--json', '--quiet'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: MOST_OUTPUT_BYTES });
  const { seconds } = JSON.parse(stdout) as { seconds: ValidationSeconds };
  return seconds;
}
