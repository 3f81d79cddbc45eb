import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { CannotRun } from '../errors';
import { commandOf, type StepTarget } from '../steps/commands';
import { nextStep, STEPS, type ModelState, type Step } from '../steps/steps';

/** A model whose steps are still to be done. */
export interface ModelToCheck {
  readonly target: StepTarget;
  readonly state: ModelState;
}

/** Flags that name data; what lies elsewhere or is a pattern is left to those who read it. */
const DATA_FLAGS = ['--data-path', '--data', '--edges'];
const NO_PLAIN_PATH = /:\/\/|[*?[{]/;

/**
 * Has the program of each step look at the flags that it will get, and at the files that these name: what is wrong with
 * a deployment is not to be found out after hours of training.
 *
 * @param file - where the flags stand, for messages
 * @param dataComeLater - whether a step brings them
 * @throws CannotRun with everything that is wrong
 */
export async function checkSteps(
  models: readonly ModelToCheck[],
  {
    file,
    dist,
    dataComeLater,
  }: { readonly file: string; readonly dist: string; readonly dataComeLater: boolean },
): Promise<void> {
  const checks = models.flatMap(({ target, state }) =>
    nextStep(state) === null
      ? []
      : STEPS.filter(step => state[step].kind === 'waiting').map(step => ({ target, step })),
  );
  const missing = checks.flatMap(({ target, step }) => {
    const [program] = commandOf(step, target, dist);
    return existsSync(program) ? [] : [program];
  });
  refuse(
    [...new Set(missing)].map(program => `${program} is not there: build it with npx nx run-many -t build.`),
  );

  const faults: string[][] = checks.map(() => []);
  const waiting = [...checks.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, { target, step }] = next;
      const place = `${file}: models.${target.model}.${step}`;
      const dataFaults = step === 'train' && !dataComeLater ? missingData(target.steps.train) : [];
      const own = await faultOf(step, target, dist);
      faults[at] = [...dataFaults, ...(own === null ? [] : [own])].map(fault => `${place}: ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  refuse(faults.flat());
}

/** @throws CannotRun if there are any */
function refuse([first, ...others]: readonly string[]): void {
  if (first !== undefined) throw new CannotRun([first, ...others]);
}

function missingData(flags: readonly string[]): string[] {
  return flags.flatMap((flag, i) => {
    const [name, value = flags.at(i + 1)] = flag.split(/=(.*)/s, 2);
    if (!DATA_FLAGS.includes(name) || value === undefined || NO_PLAIN_PATH.test(value)) return [];
    return existsSync(value) ? [] : [`${name} ${value}: no such file, and no "data" command that brings it.`];
  });
}

/** What the program of a step says of its flags; null if they are well. */
function faultOf(step: Step, target: StepTarget, dist: string): Promise<string | null> {
  const command = [...commandOf(step, target, dist), '--check'];
  return new Promise(resolve => {
    execFile(process.execPath, command, (error, _, stderr) => resolve(error === null ? null : plain(stderr)));
  });
}

/** The line that says what is wrong, with the advice below it, and without who says it. */
function plain(stderr: string): string {
  const lines = stderr.split('\n').filter(line => line.trim() !== '' && !line.startsWith('(add --help'));
  const at = lines.findIndex(line => line.startsWith('error: '));
  const said = at < 0 ? lines.slice(-1) : lines.slice(at, at + 2);
  return said.join(' ').replace(/^(error|[a-z]+( [a-z0-9-]+)?): /, '') || 'it is not accepted.';
}
