import { InvalidArgumentError, type Command } from 'commander';
import { byteSize } from '@reckit/training-data';

export interface PipelineFlags {
  readonly config?: string;
  readonly modelDir?: string;
  /** Of the only model that is wanted. */
  readonly index?: number;
  readonly version?: string;
  readonly skipEval?: boolean;
  readonly skipRegister?: boolean;
  readonly skipDeploy?: boolean;
  readonly jobs?: number;
  /** In bytes. */
  readonly maxMemory?: number;
  readonly keep?: number;
  readonly fresh?: boolean;
  /** In hours. */
  readonly continueWithin: number;
  /** In seconds. */
  readonly wait: number;
  readonly check?: boolean;
  readonly log?: string;
  readonly json?: boolean;
  readonly schema?: boolean;
}

const USUAL_HOURS = 12;

/** Adds the flags of the command. */
export function addPipelineFlags(command: Command): void {
  command
    .option('--config <file>', 'what to do, as JSON (default: pipeline.json, if it is there)')
    .option('--model-dir <folder>', 'model directory (default: model)')
    .option(
      '--index <n>',
      'one model alone, by its place in pipeline.json, from 0: for an Indexed Job',
      place,
    )
    .option('--version <name>', 'name of the new versions (default: the time, YYYYMMDD_HHMMSS)')
    .option('--skip-eval', 'evaluate nothing: every version goes on')
    .option('--skip-register', 'register nothing')
    .option('--skip-deploy', 'deploy nothing')
    .option('--jobs <n>', 'models that are worked on at a time (default: as cores and memory allow)', count)
    .option('--max-memory <size>', 'memory of all trainings together, such as 16GB (default: 80%)', byteSize)
    .option('--keep <n>', 'versions of a model to keep; older ones that nothing needs are removed', count)
    .option('--fresh', 'begin a new run, though the last one is not over')
    .option('--continue-within <hours>', 'go on with a run that is not older', hours, USUAL_HOURS)
    .option('--wait <seconds>', 'how long to wait for another run of these models', seconds, 0)
    .option('--check', 'check everything that was given, and do nothing')
    .option(
      '--log <file>',
      'JSON lines of what happens (default: log.jsonl in .pipeline of the model directory, or in its folder of the only model)',
    )
    .option('--json', 'print the result as JSON on standard output')
    .option('--schema', 'print the JSON schema of pipeline.json');
}

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Give a whole number, 1 or more.');
  return Number(text);
}

function seconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Give whole seconds, such as 90.');
  return Number(text);
}

function place(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Give a whole number, 0 or more.');
  return Number(text);
}

function hours(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0)) throw new InvalidArgumentError('Give hours, such as 12.');
  return value;
}
