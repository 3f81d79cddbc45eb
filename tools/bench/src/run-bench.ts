import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { FULL_EFFORT, QUICK_EFFORT } from './effort';
import { BenchError } from './errors';
import { DEFAULT_MEASURES, isMeasureName, MEASURES, type MeasureName } from './measures/measures';
import { ServerProcess } from './processes/server-process';
import { QUALITY_DATA } from './quality/quality-data';
import { formatReport, formatRun } from './report/markdown';
import type { MeasureReport } from './report/measure-report';
import { describeRun } from './report/run-description';

interface Options {
  readonly quick: boolean;
  readonly json: boolean;
  readonly modelDir?: string;
  readonly beside?: string;
  readonly items?: number;
  readonly events?: string;
  readonly shapes?: readonly string[];
  readonly seed: number;
  readonly requests?: number;
  readonly only?: readonly number[];
}

const INTERRUPTED = 130;

/** Runs the measures that the command line names, all of them if it names none, and prints what they found. */
export async function runBench(commandLine: readonly string[]): Promise<void> {
  const command = new Command('bench')
    .description('Measures the services and the training beside their peers and prints tables.')
    .argument('[measures...]', `which to run: ${Object.keys(MEASURES).join(', ')} (default: all but fuzz)`)
    .option('--quick', 'tiny durations, to see that everything runs; the figures mean nothing', false)
    .option('--model-dir <dir>', 'measure predictions with this xgb model of the ranking features')
    .option(
      '--beside <dist>',
      'measure predictions beside the xgb service of another build, not the bare server',
    )
    .option('--items <n>', 'items of retrieval-training, and of one more catalogue of recall', wholeNumber)
    .option('--events <file>', 'measure retrieval-quality on this log: CSV or TSV of user_id, item_id, time')
    .option(
      '--shapes <names>',
      'the data of quality: numbers, ids, habits, drift (default: all)',
      shapesOfData,
    )
    .option('--seed <n>', 'seed of the requests of fuzz', wholeNumber, 1)
    .option('--requests <n>', 'how many requests fuzz sends', wholeNumber)
    .option('--only <n,…>', 'of the requests of fuzz send these alone, and show them', wholeNumbers)
    .option('--json', 'print JSON instead of Markdown', false)
    .parse(commandLine);
  const options = command.opts<Options>();
  try {
    const names = command.args.length > 0 ? command.args.map(toMeasureName) : DEFAULT_MEASURES;
    await measureAndPrint(names, options);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    process.stderr.write(`bench: ${error.message}\n`);
    process.exitCode = 1;
  }
}

function toMeasureName(name: string): MeasureName {
  if (isMeasureName(name)) return name;
  throw new BenchError(`there is no measure "${name}"; choose from ${Object.keys(MEASURES).join(', ')}.`);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('It must be a whole number.');
}

function shapesOfData(text: string): readonly string[] {
  const names = text.split(',');
  const known = QUALITY_DATA.map(({ name }) => name);
  if (names.every(name => known.includes(name))) return names;
  throw new InvalidArgumentError(`There are ${known.join(', ')}; give some, with a comma between them.`);
}

function wholeNumbers(text: string): readonly number[] {
  return text.split(',').map(wholeNumber);
}

async function measureAndPrint(
  names: readonly MeasureName[],
  { quick, json, modelDir, beside, items, events, shapes, seed, requests, only }: Options,
): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'reckit-bench-'));
  process.once('exit', () => {
    ServerProcess.killAll();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(INTERRUPTED));

  const run = describeRun(quick);
  const effort = quick ? QUICK_EFFORT : FULL_EFFORT;
  const progress = (text: string): void => void process.stderr.write(`${text}\n`);
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  const reports: MeasureReport[] = [];
  if (!json) print(formatRun(run));
  for (const name of names) {
    try {
      const report = await MEASURES[name]({
        effort,
        modelDir: modelDir ?? null,
        beside: beside ?? null,
        items: items ?? null,
        events: events ?? null,
        shapes: shapes ?? null,
        fuzz: { seed, requests: requests ?? null, only: only ?? null },
        folder,
        progress,
      });
      reports.push(report);
      // At once, so that a failure or Ctrl-C later on loses nothing.
      if (!json) print(`\n${formatReport(report)}`);
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      process.stderr.write(`bench: ${name}: ${error.message}\n`);
      process.exitCode = 1;
    }
  }
  if (json) print(JSON.stringify({ run, reports }, null, 2));
}
