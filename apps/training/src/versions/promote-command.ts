import path from 'node:path';
import type { Command } from 'commander';
import { promote, readCurrentVersion, verifyPackage } from '@reckit/artifacts';
import { Console } from '../run/console';
import { explain } from '../run/errors';
import { assertModel, assertVersion } from './explain-absence';
import type { OutputFlags } from './versions-command';

/** What `promote --json` prints. */
export interface Promotion {
  readonly model: string;
  readonly version: string;
  /** The version that was current before; null where there was none. */
  readonly previous: string | null;
  /** Folder of the package. */
  readonly path: string;
}

/** Adds the command that makes an existing version the one that services load: forwards, or back again. */
export function addPromoteCommand(program: Command): void {
  program
    .command('promote')
    .description('Makes an existing version the current one, once all of its files are verified.')
    .argument('<model>', 'a folder of the model directory, xgb for one')
    .argument('<version>', 'a version of it; see the command versions')
    .option('--model-dir <folder>', 'model directory', 'model')
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'print errors only')
    .action(async (model: string, version: string, flags: OutputFlags) => {
      try {
        const result = await promoteVersion(flags.modelDir, model, version);
        tell(result, new Console(flags));
        if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      } catch (error) {
        process.stderr.write(`promote: ${explain(error)}\n`);
        process.exitCode = 1;
      }
    });
}

async function promoteVersion(modelDir: string, model: string, version: string): Promise<Promotion> {
  await assertModel(modelDir, model);
  await assertVersion(modelDir, model, version);
  const folder = path.join(modelDir, model, version);
  await verifyPackage(folder, model);
  const previous = await readCurrentVersion(modelDir, model);
  // Also where it is current already: it is a new wish, which ends a version that was loaded by name.
  await promote(modelDir, model, version);
  return { model, version, previous, path: path.resolve(folder) };
}

function tell({ model, version, previous, path: folder }: Promotion, console: Console): void {
  console.fact('Verified', folder);
  console.fact('Current', `${model} ${previous ?? '(none)'} → ${version}`);
  console.fact(
    'Services',
    'follow by themselves with MODEL_WATCH_MS; without it, POST /reload or restart them.',
  );
}
