import { spawnSync } from 'node:child_process';
import path from 'node:path';
import pc from 'picocolors';
import { DEMONSTRATIONS, type Demonstration, type DemonstrationRequest } from './demonstrations';
import { startService } from './running-service';

const SHOWN_CHARACTERS = 200;
const DIST = path.join(__dirname, '..', '..');

async function main(): Promise<void> {
  for (const demonstration of DEMONSTRATIONS) {
    train(demonstration);
    await serveAndAsk(demonstration);
  }
  sayHowToGoOn();
}

function train({ model }: Demonstration): void {
  heading(`Train ${model}`);
  command(`node dist/apps/training/main.js ${model} --promote`);
  const { status } = spawnSync(
    process.execPath,
    [path.join(DIST, 'apps/training/main.js'), model, '--promote'],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}

async function serveAndAsk({ model, port, requests }: Demonstration): Promise<void> {
  heading(`Serve ${model}`);
  command(`MODEL_DIR=model PORT=${port} node dist/apps/${model}/main.js`);
  const service = await startService(path.join(DIST, `apps/${model}/main.js`), { MODEL_DIR: 'model' });
  print(
    `ready after ${(service.readyAfterMs / 1000).toFixed(2)} s on ${service.url} (a free port, for this demonstration)`,
  );
  heading(`Ask ${model}`);
  try {
    for (const request of requests) await ask(service.url, request);
  } finally {
    await service.stop();
  }
}

async function ask(url: string, { method, path: target, body }: DemonstrationRequest): Promise<void> {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const response = await fetch(`${url}${target}`, {
    method,
    ...(json !== undefined && { body: json, headers: { 'Content-Type': 'application/json' } }),
  });
  const answer = await response.text();
  print(`${pc.cyan(`${method} ${target}`)} ${json === undefined ? '' : shorten(json)}`);
  print(
    `  ${response.ok ? pc.green(String(response.status)) : pc.red(String(response.status))} ${shorten(answer)}`,
  );
  if (!response.ok) process.exitCode = 1;
}

function sayHowToGoOn(): void {
  heading('Go on');
  print('your own data     npx nx train xgb --args="--data-path my.csv"');
  print('see the run       open model/xgb/<version>/report.html in a browser');
  print('keep it serving   npx nx serve xgb, then http://localhost:8080/docs');
  print('all of it         README.md, README.zh-CN.md');
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

function shorten(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

main().catch((error: unknown) => {
  process.stderr.write(`quickstart: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
