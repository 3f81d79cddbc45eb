/** @needs kubectl */
import path from 'node:path';
import { childServices, requestOf, SteadyLoad } from '../testing/model-services';
import { ServiceAgent } from '../testing/rollout/node-proxy';
import { RehearsedService } from '../testing/rollout/rehearsed-service';
import { atSpeed, rolloutTimingOf } from '../testing/rollout/rollout-timing';
import { builtManifests } from './built-manifests';
import { podsOf, settingsOf } from './pods';

const APP = path.resolve(__dirname, '../../../apps/xgb');
const QUESTION = { path: '/predictions/xgb', body: requestOf(1) };
/** How often the clocks of the manifests go round while ours does once; and how many roll-outs there are. */
const SPEED = Number(process.env['ROLLOUT_SPEED'] ?? 4);
const RUNS = Number(process.env['ROLLOUT_RUNS'] ?? 1);
const RUN_TIMEOUT_MS = 180_000;
const REQUESTS_PER_SECOND = Number(process.env['ROLLOUT_RATE'] ?? 90);
/** Clients of three nodes: two that keep their connections, as most do, and one that does not. */
const KEEP_ALIVE = [true, true, false];

const services = childServices(path.join(APP, 'src'));
const loads: SteadyLoad[] = [];
afterEach(async () => {
  await Promise.all(loads.splice(0).map(load => load.stop()));
});

test(
  'no request is lost while all pods are replaced, with the timing of the manifests',
  async () => {
    const manifests = builtManifests('models/xgb');
    const timing = atSpeed(SPEED, rolloutTimingOf(manifests));
    const environment = {
      ...givenBy(manifests),
      MODEL_DIR: path.join(APP, 'fixtures/xgb/model'),
      SHUTDOWN_GRACE_MS: String(timing.shutdownGraceMs),
      PORT: '0',
      GRPC_PORT: '0',
    };
    const service = new RehearsedService(
      timing,
      () => services.spawn(environment),
      QUESTION,
      KEEP_ALIVE.length,
    );
    await service.scaleUp();
    for (const [i, keepAlive] of KEEP_ALIVE.entries()) {
      const agent = new ServiceAgent(service.proxies[i], keepAlive);
      const rate = REQUESTS_PER_SECOND / KEEP_ALIVE.length;
      loads.push(new SteadyLoad([0], QUESTION.path, () => QUESTION.body, rate, agent));
    }
    const endings = [];
    for (let run = 0; run < RUNS; run++) endings.push(...(await service.rollOut()));
    const asked = await Promise.all(loads.map(load => load.stop()));

    expect(asked.flat().filter(({ status }) => status !== 200)).toEqual([]);
    // Those that kept their connections were told in time that they cannot any longer.
    for (const [i, requests] of asked.entries()) {
      expect(requests.some(({ isLast }) => isLast)).toBe(true);
      expect(requests.every(({ isLast }) => isLast)).toBe(!KEEP_ALIVE[i]);
    }
    expect(endings).toHaveLength(RUNS * timing.replicas);
    for (const ending of endings) {
      expect(ending).toEqual({ code: 0, signal: null, lastWord: 'stopped', reused: expect.any(Array) });
      expect(new Set(ending.reused)).toEqual(new Set([200]));
    }
  },
  RUNS * RUN_TIMEOUT_MS,
);

/** The settings that the manifests give a service. */
function givenBy(manifests: ReturnType<typeof builtManifests>): Record<string, string> {
  const [pod] = podsOf(manifests);
  const given = Object.entries(settingsOf(manifests, pod));
  return Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
