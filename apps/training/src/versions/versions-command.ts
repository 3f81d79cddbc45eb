import type { Command } from 'commander';
import pc from 'picocolors';
import type { Manifest } from '@reckit/artifacts';
import { escapeControls } from '@reckit/messages';
import { explain } from '../run/errors';
import { describeVersions, type VersionDescription } from './describe-versions';
import { assertModel } from './explain-absence';

export interface OutputFlags {
  readonly modelDir: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** The metrics that fit into a line; the rest stands in the report of the version. */
const SHOWN_METRICS = 3;
const HEADER = ['version', 'created', 'rows', 'metrics', ''];

/** Adds the command that lists the versions of a model. */
export function addVersionsCommand(program: Command): void {
  program
    .command('versions')
    .description('Lists the versions of a model, with metrics, and which one is current.')
    .argument('<model>', 'a folder of the model directory, xgb for one')
    .option('--model-dir <folder>', 'model directory', 'model')
    .option('--json', 'print the versions as JSON')
    .action(async (model: string, flags: OutputFlags) => {
      try {
        await assertModel(flags.modelDir, model);
        const versions = await describeVersions(flags.modelDir, model);
        process.stdout.write(flags.json ? `${JSON.stringify(versions, null, 2)}\n` : tableOf(versions));
      } catch (error) {
        process.stderr.write(`versions: ${explain(error)}\n`);
        process.exitCode = 1;
      }
    });
}

/** One line a version, in columns; what is wrong with a broken one stands below it. */
function tableOf(versions: readonly VersionDescription[]): string {
  const rows = versions.map(version => cellsOf(version).map(escapeControls));
  const widths = HEADER.map((title, i) => Math.max(title.length, ...rows.map(row => row[i].length)));
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd();
  const lines = versions.flatMap((version, i) => {
    const line = lineOf(rows[i]);
    return version.state === 'broken' ? [pc.red(line), `    ${escapeControls(version.reason)}`] : [line];
  });
  return `${[pc.bold(lineOf(HEADER)), ...lines].join('\n')}\n`;
}

function cellsOf(version: VersionDescription): string[] {
  const current = version.current ? 'current' : '';
  if (version.state === 'broken')
    return [version.version, '', '', '', current ? `${current}, broken` : 'broken'];
  const { created_at: createdAt, rows, metrics } = version;
  return [version.version, dateOf(createdAt), rows === null ? '' : String(rows), metricsOf(metrics), current];
}

/** A manifest may hold any text for the time. */
function dateOf(createdAt: string): string {
  const time = new Date(createdAt);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 19).replace('T', ' ');
}

function metricsOf(metrics: Manifest['metrics']): string {
  return Object.entries(metrics)
    .filter((entry): entry is [string, number] => entry[1] !== null && /^[\w.@ -]{1,40}$/.test(entry[0]))
    .slice(0, SHOWN_METRICS)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(5))}`)
    .join('  ');
}
