import { writeFile } from 'node:fs/promises';
import { nearName, openScratch, profileColumns, type FormatName } from '@reckit/data';
import { cut, quoted } from '@reckit/messages';
import { openSource, type SourceFlags, type TrainingData } from '@reckit/training-data';
import type { Console } from '../run/console';
import { BadTrainingRun } from '../run/errors';
import { databaseMemory } from '../run/memory/training-memory';
import { memoryBudget } from '../run/memory/memory-budget';
import { proposeFeatures, type Proposal } from './propose-features';
import type { Purpose } from './purpose';

export interface DescribeFlags extends SourceFlags {
  readonly format?: FormatName;
  readonly for: Purpose;
  readonly label?: string;
  readonly out?: string;
  readonly quiet?: boolean;
}

const SHOWN_CHARACTERS = 24;

/**
 * Looks at a table and proposes its feature file: to a file, or to be printed.
 *
 * @param path - undefined for rows of a database
 * @returns the text of the file
 * @throws DataError, BadTrainingData, BadTrainingRun
 */
export async function describeData(
  path: string | undefined,
  flags: DescribeFlags,
  console: Console,
): Promise<string> {
  if (path === undefined && (flags.dataSource === 'file' || flags.dataSource === 'oss')) {
    throw new BadTrainingRun(
      'What is to be described? Name a file, a folder, a pattern or objects; or rows of a database by --data-source.',
    );
  }
  const { format } = flags;
  const named = { flag: 'the argument', path, ...(format !== undefined && { format }) };
  const data = await openSource(named, flags, console);
  const scratch = await openScratch();
  try {
    const memory = databaseMemory({ budget: memoryBudget(undefined), scratch });
    return await describeTable({ ...data, options: { ...data.options, memory } }, flags, console);
  } finally {
    scratch.remove();
    await data.release();
  }
}

async function describeTable(
  { path, shown, options }: TrainingData,
  flags: DescribeFlags,
  console: Console,
): Promise<string> {
  const profiles = await profileColumns(path, options);
  const names = profiles.map(({ name }) => name);
  if (flags.label !== undefined && !names.includes(flags.label)) {
    const near = nearName(flags.label, names);
    const guess = near === undefined ? '' : ` Did you mean ${quoted(near)}?`;
    throw new BadTrainingRun(`${shown}: no column ${quoted(flags.label)} to learn (--label).${guess}`);
  }
  const proposal = proposeFeatures(profiles, flags.for, flags.label);
  sayProposal(console, proposal, profiles[0]?.rows ?? 0);
  if (proposal.label === null && flags.for !== 'youtube-dnn') {
    console.fact('Label', 'none was guessed; name the column to learn with --label, where there is one');
  }
  if (proposal.file.features.length === 0) {
    throw new BadTrainingRun(`${shown}: no column is left that ${flags.for} could learn from.`);
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
