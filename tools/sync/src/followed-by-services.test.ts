import { cpSync } from 'node:fs';
import { temporaryFolders } from '../../../libs/artifacts/testing/temporary-folder';
import { builtTool, type ToolRun } from '../../../libs/command-line/testing/built-tool';
import { ModelBucket } from '../testing/model-bucket';
import { FIXTURE, podsOf, steadyLoad } from '../testing/pods';

/** Services load versions while they are asked for predictions, and others are at work on this machine. */
const LOADED_MACHINE_MS = 240_000;

const newFolder = temporaryFolders();
const startPod = podsOf(builtTool('sync'));
const registerTool = builtTool('register');
const deployTool = builtTool('deploy');
let bucket: ModelBucket;

beforeEach(async () => {
  bucket = await ModelBucket.start();
});
afterEach(() => bucket.close());

test(
  'pods without a shared volume go to a version, try one as a canary, and go back, all of them; no request fails',
  async () => {
    const trained = newFolder();
    cpSync(FIXTURE, trained, { recursive: true });
    const flags = (version: string): string[] => [
      ...['--model', 'xgb', '--model-dir', trained, '--s3-bucket', 'models', '--s3-prefix', 'ads'],
      ...['--oss-endpoint', bucket.server.endpoint],
      ...(version === '' ? ['--rollback'] : ['--version', version]),
    ];
    const done = ({ code, stderr }: ToolRun): void =>
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const version of ['1.0.0', '2.0.0'])
      done(await registerTool.run(flags(version), bucket.environment));

    const pods = await Promise.all([0, 1].map(() => startPod(bucket, newFolder())));
    expect(await pods[0].served()).toBeNull();
    done(await deployTool.run(flags('1.0.0'), bucket.environment));
    for (const pod of pods) await pod.untilServed('1.0.0');

    const urls = ['--service-url', pods.map(({ url }) => url).join(',')];
    const deploy = (version: string, ...more: string[]): Promise<ToolRun> =>
      deployTool.run([...flags(version), ...urls, ...more], bucket.environment);
    const served = (): Promise<unknown[]> => Promise.all(pods.map(pod => pod.served()));
    const load = steadyLoad(pods, 40);

    done(await deploy('2.0.0'));
    expect(await served()).toEqual(['2.0.0', '2.0.0']);
    done(await deploy(''));
    expect(await served()).toEqual(['1.0.0', '1.0.0']);
    const lenient = ['--max-error-increase', '50', '--max-slowdown', '1000', '--max-score-shift', '1000'];
    done(await deploy('2.0.0', '--canary', '50', '--watch', '0.05', ...lenient));
    expect(await served()).toEqual(['2.0.0', '2.0.0']);

    const asked = await load.stop();
    expect(asked.filter(({ status }) => status !== 200)).toEqual([]);
    expect(new Set(asked.map(({ version }) => version))).toEqual(new Set(['1.0.0', '2.0.0']));
  },
  LOADED_MACHINE_MS,
);
