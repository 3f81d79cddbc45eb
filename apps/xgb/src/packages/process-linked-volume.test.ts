import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promote } from '@reckit/artifacts';
import { childServices, type ChildService } from '../../../service-testing/programs/child-service';
import { eventually } from '../../../service-testing/clients/eventually';
import { ask } from '../../../service-testing/clients/http-client';
import { SteadyLoad } from '../../../service-testing/clients/steady-load';
import { FLAT_MODEL } from '../testing/local-service';
import { fileOf, FIRST, modelFolders, SECOND } from '../testing/model-folders';

const services = childServices(path.join(__dirname, '..'));
const packages = modelFolders();
const ROWS = { data: [{ item_ctr: 0.1, user_age: 30 }] };
/** Each load is a process of its own, and others are at work on this machine. */
const LOADED_MACHINE_MS = 240_000;

let volume: string;
beforeEach(() => {
  volume = mkdtempSync(path.join(tmpdir(), 'reckit-volume-'));
});
afterEach(() => rmSync(volume, { recursive: true, force: true }));

/** How what lies in a volume is replaced as a whole: by one link, after which what it led to before is removed. */
interface Style {
  readonly link: string;
  /** Where a state of the files is put. */
  readonly stateIn: (name: string) => string;
  /** Whether each file or folder of the top is a link by itself, through that one. */
  readonly hasLinksOnTop: boolean;
}

const STYLES = {
  'a ConfigMap or a projected volume': { link: '..data', stateIn: name => `..${name}`, hasLinksOnTop: true },
  'git-sync': { link: 'current', stateIn: name => `.worktrees/${name}`, hasLinksOnTop: false },
} satisfies Record<string, Style>;
type StyleName = keyof typeof STYLES;
const NAMES: readonly StyleName[] = ['a ConfigMap or a projected volume', 'git-sync'];

let states = 0;

/** Puts files into the volume in place of those that are there. @returns the model directory */
function swap(style: Style, from: string): string {
  const { link, stateIn, hasLinksOnTop } = style;
  const state = stateIn(`2026_11_30.${states++}`);
  mkdirSync(path.dirname(path.join(volume, state)), { recursive: true });
  cpSync(from, path.join(volume, state), { recursive: true });
  const old = readdirSync(volume).includes(link) ? readlinkSync(path.join(volume, link)) : null;
  symlinkSync(state, path.join(volume, `${link}_tmp`));
  renameSync(path.join(volume, `${link}_tmp`), path.join(volume, link));
  if (old !== null) rmSync(path.join(volume, old), { recursive: true });
  if (!hasLinksOnTop) return path.join(volume, link);
  for (const name of readdirSync(path.join(volume, state))) {
    if (!readdirSync(volume).includes(name)) symlinkSync(`${link}/${name}`, path.join(volume, name));
  }
  return volume;
}

/** A model directory that has this version alone. */
async function only(version: string): Promise<string> {
  const folder = packages();
  await promote(folder, 'xgb', version);
  const other = version === FIRST ? SECOND : FIRST;
  rmSync(fileOf(folder, other, ''), { recursive: true });
  return folder;
}

/** The directory of the Python system, with another name of its version. */
function flat(version: string): string {
  const folder = path.join(packages(), 'flat');
  cpSync(FLAT_MODEL, folder, { recursive: true });
  const file = path.join(folder, 'feature_meta.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), model_version: version }));
  return folder;
}

async function untilServed(service: ChildService, version: string): Promise<void> {
  await eventually(`${version} serves`, async () => {
    const status: { model_version: unknown } = JSON.parse((await ask(service.port, { path: '/' })).text);
    return status.model_version === version ? true : null;
  });
}

async function expectFollows(style: Style, first: string, second: string, versions: readonly string[]) {
  const modelDir = swap(style, first);
  const service = await services.start({ MODEL_DIR: modelDir, MODEL_WATCH_MS: '20' });
  const load = new SteadyLoad([service.port], '/predictions/xgb', () => ROWS, 40);
  const [firstVersion, secondVersion] = versions;
  await untilServed(service, firstVersion);
  swap(style, second);
  await untilServed(service, secondVersion);
  // Files go while they are being read.
  for (const from of [first, second, first]) {
    swap(style, from);
    await new Promise(resolve => setTimeout(resolve, Math.random() * 400));
  }
  await untilServed(service, firstVersion);
  const asked = await load.stop();
  expect(asked.filter(({ status }) => status !== 200)).toEqual([]);
  expect(new Set(asked.map(({ version }) => version))).toEqual(new Set(versions));
}

test.each(NAMES)(
  'packages that are replaced as a whole, as by %s, are followed, and no request fails',
  async name => expectFollows(STYLES[name], await only(FIRST), await only(SECOND), [FIRST, SECOND]),
  LOADED_MACHINE_MS,
);

test(
  'files of the Python system that are replaced as a whole are followed as well',
  () => expectFollows(STYLES['a ConfigMap or a projected volume'], flat('one'), flat('two'), ['one', 'two']),
  LOADED_MACHINE_MS,
);

test('a link that leads nowhere when a service starts is waited for', async () => {
  symlinkSync('.worktrees/later', path.join(volume, 'current'));
  const modelDir = path.join(volume, 'current');
  const service = services.spawn({ MODEL_DIR: modelDir, MODEL_WATCH_MS: '20' });
  await service.listening();
  expect((await ask(service.port, { path: '/ready' })).status).toBe(503);
  rmSync(modelDir);
  swap(STYLES['git-sync'], await only(SECOND));
  await untilServed(service, SECOND);
  expect((await ask(service.port, { path: '/ready' })).status).toBe(200);
});
