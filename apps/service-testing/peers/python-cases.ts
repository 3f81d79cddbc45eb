import path from 'node:path';
import { runProgram } from './run-program';

/** What a case has come to: what the peer gave, or the error that it raised. */
export type CaseOutcome =
  | { readonly value: unknown; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: string; readonly status: string };

/**
 * Runs a script of `python/`, whose cases print what they have come to.
 *
 * @param given - what the script is told
 */
export async function runPythonCases(
  script: string,
  given: object,
): Promise<Readonly<Record<string, CaseOutcome>>> {
  const python = process.env['TRITON_PYTHON'] ?? 'python3';
  const file = path.join(__dirname, 'python', script);
  const { code, stdout, stderr } = await runProgram(python, ['-B', file], JSON.stringify(given));
  if (code !== 0) throw new Error(`${script} ended with code ${String(code)}: ${stderr}`);
  return JSON.parse(stdout);
}
