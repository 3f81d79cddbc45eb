import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, type Option } from 'commander';
import { addSourceFlags } from '@reckit/training-data';
import { addJoinLabelsCommand } from '../labels/join-labels-command';
import { addDescribeCommand } from '../describe/describe-command';
import { addMostSimilarCommand } from '../embedding/most-similar/most-similar-command';
import { MODELS } from '../models/models';
import { addTuneFlags } from '../tune/flags/tune-flags';
import { addExportVectorsCommand } from '../vectors/export-vectors-command';
import { addPromoteCommand } from '../versions/promote-command';
import { addVersionsCommand } from '../versions/versions-command';

const DOCS = path.join(__dirname, '../../../../docs');

const program = new Command();
MODELS.forEach(model => model.addTraining(program));
/** What trains nothing: its flags stand in a section of its own. */
const OTHERS = ['export-vectors', 'most-similar', 'join-labels', 'describe', 'tune'];
const TRAININGS = program.commands.map(command => command.name());
addExportVectorsCommand(program);
addMostSimilarCommand(program);
addDescribeCommand(program);
addJoinLabelsCommand(program);
// Those of the training that is tuned are told where it is.
addTuneFlags(program.command('tune'));
const COMMANDS = [...TRAININGS, ...OTHERS];
/** What titles call several of them, and a flag that these have; the first that is there counts. */
const GROUPS = [
  { title: /networks that rank|排序网络/, flag: '--feature-dims' },
  { title: /models that rank|排序模型/, flag: '--split' },
  { title: /networks|网络/, flag: '--engine' },
] as const;
/** Flags that mean the same wherever rows are read, and are told where the data of trainings are. */
const FLAGS_OF_SOURCES = new Command();
addSourceFlags(FLAGS_OF_SOURCES);
const FLAGS = program.commands.flatMap(command =>
  command.options.filter(isTaken).map(option => ({
    command: command.name(),
    flag: option.long ?? option.flags,
    fallback: fallbackOf(option),
  })),
);

describe.each(['', 'zh-CN'])('docs/%s', language => {
  const sections = ['training.md', 'data.md', 'validation.md', 'feedback.md'].flatMap(page =>
    readFileSync(path.join(DOCS, language, page), 'utf8').split(/^## /m),
  );

  test.each(FLAGS)('has $flag of $command with its default', ({ command, flag, fallback }) => {
    const rows = sections
      .filter(section => isAbout(isOfSources(flag) ? TRAININGS[0] : command, section))
      .flatMap(section => section.split('\n'))
      .filter(line => line.startsWith('|') && new RegExp(`\`${flag}[ \`]`).test(line));
    expect(rows).toHaveLength(1);
    if (fallback !== null) expect(rows[0].split('|').at(-2)).toContain(`\`${fallback}\``);
  });
});

const PAGES = ['README.md', 'README.zh-CN.md'].concat(
  [
    'training.md',
    'data.md',
    'validation.md',
    'embeddings.md',
    'features.md',
    'clients.md',
    'feedback.md',
  ].flatMap(page => [`docs/${page}`, `docs/zh-CN/${page}`]),
);
/** What Nx takes, and hands on to the training. */
const FLAGS_OF_NX = ['--args'];

test.each(PAGES)('%s names no flag that no command takes', page => {
  const all = new Command();
  addPromoteCommand(all);
  addVersionsCommand(all);
  const options = [...program.commands, ...all.commands].flatMap(command => command.options);
  const taken = [...options.map(({ long }) => long), ...FLAGS_OF_NX];
  const text = readFileSync(path.join(DOCS, '..', page), 'utf8');
  const named = [...text.matchAll(/(?<![\w-])--[a-z][a-z\d-]*/g)].map(([flag]) => flag);
  expect(taken).toEqual(expect.arrayContaining(named));
});

function isOfSources(flag: string): boolean {
  return FLAGS_OF_SOURCES.options.some(({ long }) => long === flag);
}

/** Whether the title of a section names a command or a group of it, or none at all, so that it is about all trainings. */
function isAbout(command: string, section: string): boolean {
  const [title] = section.split('\n');
  const group = GROUPS.find(({ title: words }) => words.test(title));
  const named = COMMANDS.filter(
    name => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(title) || (group && hasFlag(name, group.flag)),
  );
  return named.includes(command) || (named.length === 0 && TRAININGS.includes(command));
}

function hasFlag(command: string, flag: string): boolean {
  return FLAGS.some(known => known.command === command && known.flag === flag);
}

/** What is known in order to be refused has nothing said of it. */
function isTaken({ hidden, description }: Option): boolean {
  return !hidden || description !== '';
}

/** The default as the help shows it; null for a switch, and where the description tells it. */
function fallbackOf({ defaultValue, defaultValueDescription }: Option): string | null {
  const value: unknown = defaultValueDescription ?? defaultValue;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
