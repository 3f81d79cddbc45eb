/** @needs kubectl */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { builtManifests, type ObjectManifest } from './built-manifests';
import { APPLIED, MODELS } from './folders';
import { containersOf, podsOf, settingsOf, type PodOf } from './pods';

const ROOT = path.resolve(__dirname, '../../..');
const built = new Map(APPLIED.map(folder => [folder, [] as readonly ObjectManifest[]]));
beforeAll(() => {
  for (const folder of APPLIED) built.set(folder, builtManifests(folder));
});
const manifestsOf = (folder: string): readonly ObjectManifest[] => built.get(folder) ?? [];

const COMPONENT = 'app.kubernetes.io/component';
const isService = ({ template }: PodOf): boolean => template.metadata.labels[COMPONENT] === 'model-service';

describe.each(APPLIED)('%s', folder => {
  test('its pods are restricted as far as Kubernetes can', () => {
    const pods = podsOf(manifestsOf(folder));
    expect(pods.length).toBeGreaterThan(0);
    for (const pod of pods) {
      expect(pod.template.spec).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const each of containersOf(pod)) {
        expect({ name: each.name, ...each.securityContext }).toEqual({
          name: each.name,
          allowPrivilegeEscalation: false,
          privileged: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });

  test('its containers say what they need, what they get at most, and which image of which release they are', () => {
    const { version } = z.object({ version: z.string() }).parse(readJson('package.json'));
    for (const pod of podsOf(manifestsOf(folder))) {
      for (const { name, image, resources } of containersOf(pod)) {
        expect({ name, image }).toEqual({ name, image: expect.stringMatching(/^reckit\/[a-z-]+:[^:]+$/) });
        expect(image.split(':')[1]).toBe(version);
        const amounts = { cpu: expect.anything(), memory: expect.anything() };
        expect({ name, resources }).toEqual({ name, resources: { requests: amounts, limits: amounts } });
      }
    }
  });

  test('a service is asked whether it is ready and alive, and has the time to end that it takes', () => {
    for (const pod of podsOf(manifestsOf(folder)).filter(isService)) {
      const [service] = pod.template.spec.containers;
      expect(service).toMatchObject({
        startupProbe: { httpGet: { path: '/ready', port: 'http' } },
        readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
        livenessProbe: { httpGet: { path: '/live', port: 'http' } },
      });
      const [command, seconds] = service.lifecycle?.preStop.exec.command ?? [];
      expect(command).toBe('sleep');
      const graceSeconds = Number(settingsOf(manifestsOf(folder), pod)['SHUTDOWN_GRACE_MS']) / 1000;
      const { terminationGracePeriodSeconds = 0 } = pod.template.spec;
      expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(Number(seconds) + graceSeconds + 5);
      const models = service.volumeMounts.find(({ mountPath }) => mountPath === '/models');
      expect(models?.readOnly).toBe(true);
    }
  });

  test('a service is set by what it knows, and its keys are no part of the manifests', () => {
    const documented = readFileSync(path.join(ROOT, 'docs/serving.md'), 'utf8');
    const known = [...documented.matchAll(/^\| `([A-Z0-9_]+)`/gm)].map(([, name]) => name);
    for (const pod of podsOf(manifestsOf(folder)).filter(isService)) {
      const settings = settingsOf(manifestsOf(folder), pod);
      expect(known).toEqual(expect.arrayContaining(Object.keys(settings)));
      expect(Object.keys(settings).filter(name => /KEY|SECRET|PASSWORD|TOKEN/.test(name))).toEqual([]);
    }
    expect(manifestsOf(folder).filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  test('what selects pods selects those of one model', () => {
    const pods = podsOf(manifestsOf(folder));
    const selector = z.looseObject({ spec: z.looseObject({ selector: z.record(z.string(), z.string()) }) });
    const services = manifestsOf(folder).filter(({ kind }) => kind === 'Service');
    for (const service of services) {
      const wanted = Object.entries(selector.parse(service).spec.selector);
      const names = pods
        .filter(({ template }) => wanted.every(([key, value]) => template.metadata.labels[key] === value))
        .map(({ template }) => template.metadata.labels['reckit.io/model']);
      expect({ service: service.metadata.name, models: new Set(names).size }).toEqual({
        service: service.metadata.name,
        models: 1,
      });
    }
  });
});

describe.each(MODELS)('the model %s', model => {
  test('has the names by which Go services call it, in a Deployment that never has too few pods', () => {
    const manifests = manifestsOf(`models/${model}`);
    const named = (kind: string): readonly string[] =>
      manifests.filter(each => each.kind === kind).map(({ metadata }) => metadata.name);
    expect(named('Service')).toContain(`reckit-${model}`);
    for (const kind of [
      'Deployment',
      'HorizontalPodAutoscaler',
      'PodDisruptionBudget',
      'NetworkPolicy',
      'ServiceAccount',
    ]) {
      expect({ kind, names: named(kind) }).toEqual({ kind, names: [`reckit-${model}`] });
    }
    expect(
      manifests.find(({ metadata, kind }) => kind === 'Service' && metadata.name === `reckit-${model}`),
    ).toMatchObject({
      spec: {
        ports: expect.arrayContaining([
          expect.objectContaining({ name: 'http', port: 8080, targetPort: 'http' }),
        ]),
      },
    });
    expect(manifests.find(({ kind }) => kind === 'Deployment')).toMatchObject({
      spec: { strategy: { rollingUpdate: { maxUnavailable: 0 } } },
    });
    expect(manifests.find(({ kind }) => kind === 'PodDisruptionBudget')).toMatchObject({
      spec: { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': `reckit-${model}` } } },
    });
    expect(manifests.find(({ kind }) => kind === 'NetworkPolicy')).toMatchObject({
      spec: { podSelector: { matchLabels: { 'app.kubernetes.io/name': `reckit-${model}` } } },
    });
  });
});

test('every service has manifests', () => {
  const served = readFileSync(path.join(ROOT, 'docs/serving.md'), 'utf8');
  const apps = [...served.matchAll(/^\| `apps\/([a-z-]+)`/gm)].map(([, name]) => name);
  expect([...MODELS].sort()).toEqual([...apps].sort());
});

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
}

test('a training over several pods has as many as each is told of, and finds the first', () => {
  const manifests = manifestsOf('training/distributed');
  const named = z.looseObject({ metadata: z.looseObject({ name: z.string() }) });
  const [job, service] = ['Job', 'Service'].map(kind => manifests.find(each => each.kind === kind));
  const [{ template }] = podsOf(manifests);
  const [{ env, command }] = z
    .array(
      z.looseObject({
        env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })),
        command: z.array(z.string()),
      }),
    )
    .parse(template.spec.containers);
  const size = Number(env.find(({ name }) => name === 'WORLD_SIZE')?.value);
  expect(job).toMatchObject({ spec: { completionMode: 'Indexed', completions: size, parallelism: size } });
  const name = named.parse(service).metadata.name;
  expect(template.spec['subdomain']).toBe(name);
  expect(service).toMatchObject({ spec: { clusterIP: 'None', publishNotReadyAddresses: true } });
  expect(command.at(-1)).toContain(`--tracker ${named.parse(job).metadata.name}-0.${name}:9091 `);
});
