import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { withoutSecrets } from '@reckit/training-data';
import type { Command } from 'commander';
import { shellCommand } from '../../run/shell-command';
import type { CommonFlags } from '../../run/training-model';
import type { Space } from '../space/parameter';
import type { Identity } from '../state/tuning-state';
import { trainingArguments } from './training-arguments';
import type { TuneFlags } from './tune-flags';

/** Flags that name files which decide what is learnt. */
const FILES = ['features', 'tasks'] as const;

/** What must be the same for a tuning to be gone on with. */
export async function identityOf(
  args: readonly string[],
  command: Command,
  { trials, metric, version }: TuneFlags & Pick<CommonFlags, 'version'>,
  space: Space,
  dataSha256: string,
): Promise<Identity> {
  const files: Record<string, string> = {};
  for (const name of FILES) {
    const file: unknown = command.getOptionValue(name);
    if (typeof file !== 'string') continue;
    files[`what is in --${name}`] = digestOf(await readFile(file).catch(() => ''));
  }
  return {
    'what is given of the training': shellCommand(withoutSecrets(trainingArguments(args, command))),
    '--trials': trials,
    ...(version !== undefined && { '--version': version }),
    ...(metric !== undefined && { '--metric': metric }),
    'what is searched over': digestOf(JSON.stringify([...space])),
    'the data': dataSha256.slice(0, 12),
    ...files,
  };
}

function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}
