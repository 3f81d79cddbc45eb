import { writeFile } from 'node:fs/promises';
import { isObjectAddress, nearName, profileColumns, type FileOptions } from '@reckit/data';
import { cut, quoted } from '@reckit/messages';
import type { Console } from '../run/console';
import { BadTrainingRun } from '../run/errors';
import { proposeFeatures, type Proposal } from './propose-features';
import type { Purpose } from './purpose';

export interface DescribeFlags extends FileOptions {
  readonly for: Purpose;
  readonly label?: string;
  readonly out?: string;
  readonly quiet?: boolean;
}

const SHOWN_CHARACTERS = 24;

/**
 * Looks at a table and proposes its feature file: to a file, or to be printed.
 *
 * @returns the text of the file
 * @throws DataError, BadTrainingRun
 */
export async function describeData(file: string, flags: DescribeFlags, console: Console): Promise<string> {
  if (isObjectAddress(file)) {
    throw new BadTrainingRun(`${file}: files of this machine are described; download a part of it first.`);
  }
  const { encoding, format, where } = flags;
  const profiles = await profileColumns(file, {
    ...(encoding !== undefined && { encoding }),
    ...(format !== undefined && { format }),
    ...(where !== undefined && { where }),
  });
  const names = profiles.map(({ name }) => name);
  if (flags.label !== undefined && !names.includes(flags.label)) {
    const near = nearName(flags.label, names);
    const guess = near === undefined ? '' : ` Did you mean ${quoted(near)}?`;
    throw new BadTrainingRun(`${file}: no column ${quoted(flags.label)} to learn (--label).${guess}`);
  }
  const proposal = proposeFeatures(profiles, flags.for, flags.label);
  sayProposal(console, proposal, profiles[0]?.rows ?? 0);
  if (proposal.label === null && flags.for !== 'youtube-dnn') {
    console.fact('Label', 'none was guessed; name the column to learn with --label, where there is one');
  }
  if (proposal.file.features.length === 0) {
    throw new BadTrainingRun(`${file}: no column is left that ${flags.for} could learn from.`);
  }
  const text = `${JSON.stringify(proposal.file, null, 2)}\n`;
  if (flags.out !== undefined) await writeNew(flags.out, text);
  return text;
}

function sayProposal(console: Console, { columns }: Proposal, rows: number): void {
  console.fact('Rows', rows.toLocaleString('en-US'));
  const widths = {
    name: Math.max(0, ...columns.map(({ name }) => cut(name, SHOWN_CHARACTERS).length)),
    as: Math.max(0, ...columns.map(({ as }) => as.length)),
  };
  columns.forEach(({ name, as, note }, i) => {
    const shown = cut(name, SHOWN_CHARACTERS).padEnd(widths.name);
    console.fact(i === 0 ? 'Columns' : '', `${shown}  ${as.padEnd(widths.as)}  ${note}`);
  });
}

/** A file that somebody may have edited is not overwritten. */
async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'wx' }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new BadTrainingRun(`${file}: the file exists already; name another one, or remove it (--out).`);
    }
    throw error;
  });
}
