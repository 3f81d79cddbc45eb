import path from 'node:path';
import { joinOutcomes, ROW_FACTS, type Joined, type JoinedFormat, type RowFact } from '@reckit/data';
import type { Console } from '../run/console';
import { BadTrainingRun } from '../run/errors';

export interface JoinFlags {
  readonly log: string;
  readonly labels: string;
  readonly out: string;
  readonly model?: string;
  readonly signature?: string;
  readonly modelVersion?: string;
  readonly requestCol: string;
  readonly rowCol: string;
  readonly itemCol?: string;
  readonly itemFeature?: string;
  readonly labelCol: string;
  readonly timeCol: string;
  readonly window?: number;
  readonly missingLabel?: string;
  readonly with?: string;
  readonly separator?: string;
  readonly encoding?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What `join-labels --json` prints. */
export interface JoinResult extends Joined {
  readonly out: string;
}

const FORMATS: Readonly<Record<string, JoinedFormat>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.parquet': 'parquet',
};

/** Joins logged predictions with their outcomes, and tells in a few lines what came of it. */
export async function joinLabels(flags: JoinFlags, console: Console): Promise<JoinResult> {
  const {
    model,
    signature,
    modelVersion: version,
    itemCol,
    window = null,
    separator = '|',
    encoding,
  } = flags;
  const joined = await joinOutcomes({
    log: flags.log,
    choice: {
      ...(model !== undefined && { model }),
      ...(signature !== undefined && { signature }),
      ...(version !== undefined && { version }),
    },
    labels: flags.labels,
    labelOptions: { ...(encoding !== undefined && { encoding }) },
    columns: {
      request: flags.requestCol,
      key: itemCol === undefined ? { kind: 'row', column: flags.rowCol } : { kind: 'item', column: itemCol },
      labels: namesIn('--label-col', flags.labelCol),
      time: window === null ? null : flags.timeCol,
    },
    itemName: flags.itemFeature ?? itemCol ?? '',
    windowMs: window,
    missingLabel: flags.missingLabel ?? null,
    facts: flags.with === undefined ? [] : namesIn('--with', flags.with).map(factOf),
    separator: separator === '' ? refuseSeparator() : separator,
    out: flags.out,
    format: formatOf(flags.out),
  });
  tell(joined, flags, console);
  return { ...joined, out: path.resolve(flags.out) };
}

function tell({ log, outcomes, rows }: Joined, { out, modelVersion }: JoinFlags, console: Console): void {
  const versions = Object.entries(log.versions);
  const whose = log.signature === log.model ? log.model : `${log.model}, ${log.signature}`;
  console.fact(
    'Logged',
    `${log.count} rows of ${whose}: ${counted(versions)}${also([
      [log.repeated, 'repeated and taken once'],
      [log.brokenLines, 'lines cut off'],
    ])}`,
  );
  console.fact(
    'Outcomes',
    `${outcomes.count}${also([
      [outcomes.unknown, 'of no logged row'],
      [outcomes.late, 'later than the window'],
      [outcomes.replaced, 'replaced by a later one'],
    ])}`,
  );
  console.fact(
    'Written',
    `${out}: ${rows.written} rows${also([
      [rows.filled, 'with the label of rows without an outcome'],
      [rows.withoutOutcome, 'left out without an outcome'],
      [rows.undecided, 'left out, their window is still open'],
    ])}`,
  );
  if (versions.length > 1 && modelVersion === undefined) {
    console.warn(
      `the rows are of ${versions.length} versions, whose features may differ; --model-version takes those of one.`,
    );
  }
}

function counted(versions: readonly (readonly [string, number])[]): string {
  return versions.length === 1
    ? `version ${versions[0][0]}`
    : versions.map(([version, count]) => `${count} of ${version}`).join(', ');
}

function also(counts: readonly (readonly [number, string])[]): string {
  return counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `, ${count} ${what}`)
    .join('');
}

function namesIn(flag: string, text: string): readonly string[] {
  const names = text.split(',').map(name => name.trim());
  if (names.every(name => name !== '')) return names;
  throw new BadTrainingRun(`${flag} must be names with commas in between, not "${text}".`);
}

function factOf(name: string): RowFact {
  if (isFact(name)) return name;
  throw new BadTrainingRun(`--with knows ${Object.keys(ROW_FACTS).join(', ')}, not "${name}".`);
}

function isFact(name: string): name is RowFact {
  return Object.hasOwn(ROW_FACTS, name);
}

function formatOf(out: string): JoinedFormat {
  const format = FORMATS[path.extname(out).toLowerCase()];
  if (format !== undefined) return format;
  throw new BadTrainingRun(`--out ${out}: its name tells no format. Use ${Object.keys(FORMATS).join(', ')}.`);
}

function refuseSeparator(): never {
  throw new BadTrainingRun('--separator must have at least one character.');
}
