import { InvalidArgumentError, Option, type Command } from 'commander';
import { addStoreFlags, type BucketFlags } from '@reckit/command-line';
import { byteSize } from '@reckit/training-data';
import type { OutputFlags } from '@reckit/messages';

export interface DeployFlags extends BucketFlags, OutputFlags {
  readonly model: string;
  /** The version that is to serve; absent for the one before. */
  readonly version?: string;
  readonly rollback?: boolean;
  readonly modelDir: string;
  /** An archive that was brought here by other means. */
  readonly archive?: string;
  /** Bytes that an archive may unpack to. */
  readonly maxSize: number;
  readonly serviceUrl: readonly string[];
  /** Whether a name may have no replica as long as no version is named. */
  readonly replicasLater?: boolean;
  readonly apiKey?: string;
  /** Seconds that a replica may take to load a version. */
  readonly reloadTimeout: number;
  /** How many of a hundred requests it answers on trial; absent for none, and no trial. */
  readonly canary?: number;
  /** How many minutes it is watched then. */
  readonly watch?: number;
  /** Percentage points by which the share of failed answers may be higher. */
  readonly maxErrorIncrease: number;
  /** How many times as long 99 of 100 answers may take. */
  readonly maxSlowdown: number;
  /** The population stability index that its scores may have. */
  readonly maxScoreShift: number;
  readonly check?: boolean;
}

const USUAL_SIZE = '20GB';
const USUAL_SECONDS = 120;

/** Adds the flags of the command. */
export function addDeployFlags(command: Command): void {
  command
    .requiredOption('--model <name>', 'a folder of the model directory, xgb for one')
    .option('--version <version>', 'the version that is to serve')
    .option('--rollback', 'go back to the version that served before')
    .option('--model-dir <folder>', 'model directory of the services', 'model')
    .option('--archive <file>', 'take the version from this model.tar.gz, if it is not there')
    .addOption(
      new Option('--max-size <size>', 'what a version may unpack to')
        .argParser(byteSize)
        .default(byteSize(USUAL_SIZE), USUAL_SIZE),
    )
    .addOption(
      new Option(
        '--service-url <url>',
        'replicas that are to load it, several times or separated by commas; each address of a name is one',
      )
        .argParser((text: string, before: readonly string[]) => [...before, ...urlsIn(text)])
        .default([], 'none: services that watch follow by themselves'),
    )
    .option('--replicas-later', 'name the first version of all though a name of replicas has no address yet')
    .option('--api-key <key>', 'key of /reload (better: RELOAD_API_KEY in the environment)')
    .addOption(
      new Option('--reload-timeout <seconds>', 'how long a replica may take to load a version')
        .argParser(seconds)
        .default(USUAL_SECONDS),
    )
    .addOption(
      new Option(
        '--canary <percent>',
        'first let it answer so many of a hundred requests, and go on only if it does no worse',
      ).argParser(number(0.01, 99, 'the percentage of the requests, such as 5')),
    )
    .addOption(
      new Option('--watch <minutes>', 'how long a canary is watched (default: 10)').argParser(
        number(0.01, 10_080, 'minutes, such as 10'),
      ),
    )
    .addOption(
      new Option('--max-error-increase <points>', 'percentage points more of failures that a canary may have')
        .argParser(number(0.001, 100, 'percentage points, such as 0.5'))
        .default(0.5),
    )
    .addOption(
      new Option('--max-slowdown <factor>', 'how many times as long 99 of 100 answers of a canary may take')
        .argParser(number(1, 1000, 'a factor of at least 1, such as 1.5'))
        .default(1.5),
    )
    .addOption(
      new Option('--max-score-shift <psi>', 'population stability index that the scores of a canary may have')
        .argParser(number(0, 1000, 'an index, such as 0.25'))
        .default(0.25),
    )
    .option('--check', 'check the flags, and deploy nothing')
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'print errors only');
  addStoreFlags(command);
}

function urlsIn(text: string): readonly string[] {
  const urls = text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
  const wrong = urls.find(url => !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol));
  if (wrong !== undefined || urls.length === 0) {
    throw new InvalidArgumentError('Write an address such as http://xgb:8080.');
  }
  return urls;
}

function number(min: number, max: number, what: string): (text: string) => number {
  return text => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`Write ${what}.`);
    return value;
  };
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 86_400)) throw new InvalidArgumentError('Write seconds, such as 120.');
  return value;
}
