import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { stubGrpcServices } from '../testing/stub-grpc';
import { stubServices } from '../testing/stub-service';

const run = promisify(execFile);
const ROOT = path.join(__dirname, '../../..');
const newStub = stubServices();
const newGrpcStub = stubGrpcServices();

let folder = '';
/** An empty project into which the package was installed. */
let project = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'reckit-client-'));
  project = path.join(folder, 'project');
  const built = path.join(folder, 'built');
  mkdirSync(project);
  await run(process.execPath, ['tools/workspace/bundle-library.mjs', 'libs/client', built], { cwd: ROOT });
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: built });
  const [{ filename }]: readonly [{ readonly filename: string }] = JSON.parse(stdout);
  writeFileSync(path.join(project, 'package.json'), '{"private": true}');
  const quietly = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...quietly, path.join(folder, filename)], { cwd: project });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program of the project and returns what it printed. */
async function print(name: string, program: string): Promise<string> {
  writeFileSync(path.join(project, name), program);
  return (await run(process.execPath, [name], { cwd: project })).stdout.trim();
}

const USE = (url: string): string => `
  const client = new ModelClient({ url: '${url}', model: 'xgb' });
  client.scores([{ item_ctr: 0.35 }]).then(({ value }) => { console.log(value); client.close(); });
`;
const USE_GRPC = (url: string): string => `
  import { GrpcConnection, OipGrpcClient } from '@reckit/client';
  const connection = new GrpcConnection({ url: '${url}' });
  const say = await new OipGrpcClient(connection).isServerLive().then(({ value }) => value, ({ detail }) => detail);
  console.log(say);
  connection.close();
`;

test.each([
  ['program.mjs', "import { ModelClient } from '@reckit/client';"],
  ['program.cjs', "const { ModelClient } = require('@reckit/client');"],
])('%s asks a service', async (name, line) => {
  const { url } = await newStub((_request, _raw, response) => response.end('{"predictions": [0.5]}'));
  expect(await print(name, line + USE(url))).toBe('[ 0.5 ]');
});

test('gRPC says which packages it needs, and works with them', async () => {
  const { url } = await newGrpcStub((_call, send) => send(null, { live: true }));
  const missing = 'gRPC needs two more packages: npm install @grpc/grpc-js protobufjs';
  expect(await print('grpc.mjs', USE_GRPC(url))).toBe(missing);
  const modules = path.join(project, 'node_modules');
  mkdirSync(path.join(modules, '@grpc'));
  for (const name of ['@grpc/grpc-js', 'protobufjs'])
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  expect(await print('grpc.mjs', USE_GRPC(url))).toBe('true');
});

test('the types resolve for import and for require', async () => {
  for (const name of ['a.mts', 'a.cts'])
    writeFileSync(
      path.join(project, name),
      `import { ClientError, ModelClient, ServiceClient, type Answered, type Tensor } from '@reckit/client';
     const client = new ModelClient({ url: 'http://localhost', model: 'xgb', protocol: 'grpc-raw' });
     export const scores: Promise<Answered<readonly number[]>> = client.scores([{ a: 1 }, [1, 2], null]);
     export const status = (error: ClientError): number | null => error.status;
     export function floatsOf(tensor: Tensor): Float32Array | null {
       return tensor.datatype === 'FP32' ? tensor.values : null;
     }
     // @ts-expect-error A row is no number.
     void client.scores([1]);
     // @ts-expect-error There is no such protocol.
     new ModelClient({ url: 'http://localhost', model: 'xgb', protocol: 'v3' });
     export const { v2 } = new ServiceClient({ url: 'http://localhost' });\n`,
    );
  const types = path.join(project, 'node_modules/@types');
  mkdirSync(types, { recursive: true });
  for (const needed of ['@types/node', 'undici-types'])
    cpSync(path.join(ROOT, 'node_modules', needed), path.join(project, 'node_modules', needed), {
      recursive: true,
    });
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const flags = ['--noEmit', '--strict', '--target', 'es2022', '--types', 'node', '--module', 'nodenext'];
  const said = await run(process.execPath, [tsc, ...flags, 'a.mts', 'a.cts'], { cwd: project }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { readonly stdout: string }) => stdout,
  );
  expect(said).toBe('');
});

test('it has the version of what it belongs to, and needs no package', () => {
  const { version, engines } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const own = JSON.parse(
    readFileSync(path.join(project, 'node_modules/@reckit/client/package.json'), 'utf8'),
  );
  expect(own).toMatchObject({ name: '@reckit/client', version, engines, license: 'MIT' });
  expect(own).not.toHaveProperty('dependencies');
});
