import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { bundledOnce } from '../../../libs/command-line/testing/bundled-once';

/** Stands for the training app: notes where it was called with what, and writes a version. */
const TRAINING = `
const fs = require('node:fs');
const [model, ...flags] = process.argv.slice(2);
fs.appendFileSync(process.env.NOTES, JSON.stringify({ cwd: process.cwd(), model, flags }) + '\\n');
fs.mkdirSync('data', { recursive: true });
fs.writeFileSync('data/train_data.csv', '');
const folder = 'model/' + (model === 'node2vec' ? 'graph_recall' : model.replaceAll('-', '_'));
fs.mkdirSync(folder + '/v7', { recursive: true });
fs.writeFileSync(folder + '/v7/report.html', '');
fs.writeFileSync(folder + '/.current_version', 'v7\\n');
`;
/** Stands for a service: answers whatever it is asked, over gRPC with an empty message. */
const SERVICE = `
const grpc = require(${JSON.stringify(require.resolve('@grpc/grpc-js'))});
const bytes = value => value;
const method = {
  path: '/inference.GRPCInferenceService/ModelInfer', requestStream: false, responseStream: false,
  requestSerialize: bytes, requestDeserialize: bytes, responseSerialize: bytes, responseDeserialize: bytes,
};
const inference = new grpc.Server();
inference.addService({ infer: method }, { infer: (_call, send) => send(null, Buffer.alloc(0)) });
const server = require('node:http').createServer((request, response) => response.end('{}'));
const url = (scheme, port) => scheme + '://127.0.0.1:' + port;
inference.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_error, port) =>
  server.listen(0, '127.0.0.1', () =>
    console.log('listening on ' + url('http', server.address().port) + ' ' + url('grpc', port))));
process.on('SIGTERM', () => process.exit());
`;

let workspace: string;

beforeAll(async () => {
  workspace = mkdtempSync(path.join(tmpdir(), 'reckit-quickstart-'));
  const write = (file: string, content: string) => {
    mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    writeFileSync(path.join(workspace, file), content);
  };
  write('dist/apps/training/main.js', TRAINING);
  for (const app of ['unified', 'xgb', 'deepfm']) write(`dist/apps/${app}/main.js`, SERVICE);
  write('model/xgb/.current_version', 'mine\n');
  const bundle = await bundledOnce('tools-quickstart', { entryPoints: [path.join(__dirname, 'main.ts')] });
  cpSync(bundle, path.join(workspace, 'dist/tools/quickstart'), { recursive: true });
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

async function quickstart(...args: string[]) {
  const notes = path.join(workspace, 'notes');
  rmSync(notes, { force: true });
  const child = spawn(process.execPath, ['dist/tools/quickstart/main.js', ...args], {
    cwd: workspace,
    env: { ...process.env, NO_COLOR: '1', NOTES: notes },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const printed = await text(child.stdout);
  expect((await ended)[0]).toBe(0);
  const lines = readFileSync(notes, 'utf8').trim().split('\n');
  return { printed, trainings: lines.map((line): { cwd: string; model: string } => JSON.parse(line)) };
}

test('run again and again it leaves the models and data of the user alone', async () => {
  for (let run = 1; run <= 2; run++) {
    const { trainings } = await quickstart();
    expect(trainings).toEqual(
      [
        ...['xgb', 'deepfm', 'dcn', 'finalmlp', 'din', 'mmoe'].map(model => ({
          model,
          flags: ['--promote'],
        })),
        ...['two-tower', 'youtube-dnn', 'dssm'].map(model => ({
          model,
          flags: ['--epochs', '6', '--promote'],
        })),
        { model: 'node2vec', flags: ['--promote'] },
      ].map(training => ({ cwd: path.join(workspace, 'quickstart'), ...training })),
    );
  }
  expect(readFileSync(path.join(workspace, 'model/xgb/.current_version'), 'utf8')).toBe('mine\n');
  expect(existsSync(path.join(workspace, 'data'))).toBe(false);
});

test('the steps that it prints hold as they are printed', async () => {
  const { printed } = await quickstart();
  const steps = printed.slice(printed.indexOf('Go on'));
  expect(steps).not.toMatch(/<\w+>/);
  for (const [file] of steps.matchAll(/\b(?:quickstart|dist)\/[\w./-]+/g)) {
    if (!file.endsWith('/model'))
      expect([file, existsSync(path.join(workspace, file))]).toEqual([file, true]);
  }
  expect(steps).toContain('quickstart/model/mmoe/v7/report.html');
  expect(steps).toContain('quickstart/model/two_tower/v7/report.html');
  expect(steps).toContain('export-vectors two_tower');
  expect(steps).toContain('ENABLED_MODELS=all ALLOW_PARTIAL=true');
  expect(steps).toContain('node dist/apps/unified/main.js');
  expect(steps).toContain('MODEL_DIR=quickstart/model PORT=8080 node dist/apps/xgb/main.js');
  // Every line fits a terminal, but those that tell of a folder which may lie anywhere.
  const lines = steps.split('\n').filter(line => !line.includes(workspace));
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(80);

  const command = /^ *node dist\/apps\/training\/main\.js [^]*?features\.json$/m.exec(steps)?.[0] ?? '';
  const child = spawn('sh', ['-c', `NOTES=own ${command.trim()}`], { cwd: workspace });
  expect((await once(child, 'close'))[0]).toBe(0);
  expect(JSON.parse(readFileSync(path.join(workspace, 'own'), 'utf8'))).toEqual({
    cwd: workspace,
    model: 'xgb',
    flags: ['--data-path', 'quickstart/data/train_data.csv', '--features', 'quickstart/features.json'],
  });
});

test('one service of all models is started, and asked for each of them', async () => {
  const { printed } = await quickstart();
  expect(printed.match(/ready after/g)).toHaveLength(1);
  expect(printed).toContain(
    'ENABLED_MODELS=xgb,deepfm,dcn,finalmlp,din,mmoe,two_tower,youtube_dnn,dssm,graph_recall node ../dist/apps/unified/main.js',
  );
  for (const model of ['xgb', 'deepfm', 'dcn', 'finalmlp', 'mmoe']) {
    expect(printed).toContain(`POST /predictions/${model}`);
    expect(printed).toContain(`POST /v1/models/${model}:predict`);
    expect(printed).toContain(`POST /v2/models/${model}/infer`);
    expect(printed).toContain(
      `gRPC inference.GRPCInferenceService/ModelInfer {"model_name":"${model}","inputs":[{"name":"features",`,
    );
  }
  for (const model of ['two_tower', 'youtube_dnn', 'dssm']) {
    expect(printed).toMatch(new RegExp(`POST /(user|query)_embedding(\\?model=${model})? `));
    expect(printed).toContain(`POST /recall?model=${model} {`);
    expect(printed).toMatch(new RegExp(`POST /predictions/${model} {.*"top_k":5}`));
  }
  expect(printed).toContain('POST /recall?model=graph_recall {"user_id":"music_004","top_k":5}');
});

test('without xgb it shows the networks, and says so', async () => {
  const { printed, trainings } = await quickstart('--without', 'xgb');
  expect(printed).toContain(
    'ENABLED_MODELS=deepfm,dcn,finalmlp,din,mmoe,two_tower,youtube_dnn,dssm,graph_recall node',
  );
  expect(trainings.map(({ model }) => model)).toEqual([
    'deepfm',
    'dcn',
    'finalmlp',
    'din',
    'mmoe',
    'two-tower',
    'youtube-dnn',
    'dssm',
    'node2vec',
  ]);
  const steps = printed.slice(printed.indexOf('Go on'));
  expect(steps).toContain('PORT=8086 node dist/apps/deepfm/main.js');
  expect(steps).toContain('xgb was left out');
});
