/**
 * Stands for the program of a step: it notes how it was called, and does as its flags say.
 *
 * - `--unknown` is a flag that it does not take;
 * - `--needs FILE` fails unless the file is there;
 * - `--waits-for FILE` goes on when the file is there; SIGTERM ends it, which leaves a checkpoint.
 */
import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [, program, ...args] = process.argv;
const step = path.basename(path.dirname(program));
const valueOf = (flag: string): string | undefined =>
  args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined;
const modelDir = valueOf('--model-dir') ?? '';
const model = step === 'training' ? args[0] : (valueOf('--model') ?? '');
const folder = path.join(modelDir, model);
const checkpoint = path.join(folder, '.checkpoint');
const POLL_MS = 10;

if (args.includes('--check')) {
  if (args.includes('--unknown')) {
    process.stderr.write(
      "error: unknown option '--unknown'\n(Did you mean --known?)\n(add --help for the flags)\n",
    );
    process.exitCode = 1;
  }
} else {
  appendFileSync('calls.log', `${step} ${args.join(' ')}\n`);
  mkdirSync(folder, { recursive: true });
  const needed = valueOf('--needs');
  const awaited = valueOf('--waits-for');
  if (needed !== undefined && !existsSync(needed)) {
    process.stderr.write(`${step}: ${needed} is not there.\n`);
    process.exitCode = 1;
  } else if (awaited !== undefined && !existsSync(awaited)) {
    waitFor(awaited);
  } else {
    finish();
  }
}

function waitFor(file: string): void {
  process.once('SIGTERM', () => {
    appendFileSync('calls.log', `${step} ${model} was stopped\n`);
    writeFileSync(checkpoint, '');
    process.exit(143);
  });
  writeFileSync(`${model}.waits`, '');
  const poll = setInterval(() => {
    if (!existsSync(file)) return;
    clearInterval(poll);
    finish();
  }, POLL_MS);
}

function finish(): void {
  process.stdout.write(`${step} is done\n`);
  if (step !== 'training') return;
  rmSync(checkpoint, { force: true });
  const version = path.join(folder, valueOf('--version') ?? '');
  mkdirSync(version);
  writeFileSync(path.join(version, 'manifest.json'), '{}');
}
