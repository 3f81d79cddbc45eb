import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pc from 'picocolors';
import { readCurrentVersion } from '@reckit/artifacts';
import { openCaller, type Outcome } from './caller';
import { commandOf, type Demonstration, type DemonstrationRequest } from './demonstration';
import { DEMONSTRATIONS, SERVICE_REQUESTS } from './demonstrations';
import { EXAMPLE_FEATURES, nextSteps } from './next-steps';
import { startService } from './running-service';
import { shorten } from './shorten';

const DIST = path.join(__dirname, '..', '..');
/** A folder of its own: the models of whoever tries this again are not those of the samples. */
const FOLDER = 'quickstart';
const MODEL_DIR = 'model';
const TRAINING = 'apps/training/main.js';

async function main(): Promise<void> {
  const { demonstrations, left } = chosen(process.argv.slice(2));
  mkdirSync(FOLDER, { recursive: true });
  heading(`Data and models go to ${path.resolve(FOLDER)}`);
  command(`cd ${FOLDER}`);
  demonstrations.forEach(train);
  await serveAndAsk(demonstrations);
  await sayHowToGoOn(demonstrations, left);
}

/** `--without xgb` leaves a model out. */
function chosen(args: readonly string[]): { demonstrations: Demonstration[]; left: string[] } {
  const left = args.filter((_, i) => args[i - 1] === '--without');
  return { demonstrations: DEMONSTRATIONS.filter(({ model }) => !left.includes(model)), left };
}

function train(demonstration: Demonstration): void {
  const { model, flags = [] } = demonstration;
  const args = [commandOf(demonstration), ...flags, '--promote'];
  heading(`Train ${model}`);
  command(`node ${fromFolder(TRAINING)} ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [path.join(DIST, TRAINING), ...args], {
    cwd: FOLDER,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Starts one service of all models, and asks it for each. */
async function serveAndAsk(demonstrations: readonly Demonstration[]): Promise<void> {
  const ENABLED_MODELS = demonstrations.map(({ model }) => model).join();
  heading(`Serve ${ENABLED_MODELS.replaceAll(',', ', ')} in one process`);
  const script = 'apps/unified/main.js';
  command(
    `MODEL_DIR=${MODEL_DIR} GRPC_PORT=8090 ENABLED_MODELS=${ENABLED_MODELS} node ${fromFolder(script)}`,
  );
  const service = await startService(path.join(DIST, script), { MODEL_DIR, ENABLED_MODELS }, FOLDER);
  print(
    `ready after ${(service.readyAfterMs / 1000).toFixed(2)} s on ${service.url} and, for gRPC, ${service.grpcUrl} (free ports, for this demonstration)`,
  );
  const caller = openCaller(service);
  const show = async (request: DemonstrationRequest): Promise<void> =>
    print(shown(await caller.call(request)));
  try {
    for (const request of SERVICE_REQUESTS) await show(request);
    for (const { model, about, requests } of demonstrations) {
      heading(`Ask ${model}`);
      if (about !== undefined) print(about);
      for (const request of requests) await show(request);
    }
  } finally {
    caller.close();
    await service.stop();
  }
}

/** A built file, as it is typed in the quickstart's folder. */
function fromFolder(file: string): string {
  return path.join(path.relative(FOLDER, DIST), file);
}

/** A request and what came of it, a line each. */
function shown({ request, sent, isOk, status, answer }: Outcome): string {
  if (!isOk) process.exitCode = 1;
  const colour = isOk ? pc.green : pc.red;
  return `${pc.cyan(request)} ${shorten(sent)}\n    ${colour(status)} ${shorten(answer)}`;
}

async function sayHowToGoOn(
  demonstrations: readonly Demonstration[],
  left: readonly string[],
): Promise<void> {
  const featureFile = path.join(FOLDER, 'features.json');
  writeFileSync(featureFile, `${JSON.stringify(EXAMPLE_FEATURES, null, 2)}\n`);
  const trained = await Promise.all(
    demonstrations.map(async ({ model, port }) => ({
      model,
      port,
      version: (await readCurrentVersion(path.join(FOLDER, MODEL_DIR), model)) ?? '',
    })),
  );
  const dataFile = path.join(FOLDER, 'data/train_data.csv');
  heading(`Go on, in ${process.cwd()}`);
  for (const [title, lines] of nextSteps({
    dist: path.relative('', DIST),
    folder: FOLDER,
    trained,
    dataFile,
    featureFile,
  })) {
    print(title);
    for (const line of lines) print(`  ${pc.cyan(line)}`);
  }
  for (const model of left)
    print(`${model} was left out: it needs libxgboost, see the beginning of this output`);
}

function heading(text: string): void {
  process.stdout.write(`\n${pc.bold(text)}\n`);
}

function command(text: string): void {
  print(pc.dim(`$ ${text}`));
}

function print(text: string): void {
  process.stdout.write(`  ${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`quickstart: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
