/** @needs kubectl */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { builtManifests, MANIFESTS, type ObjectManifest } from './built-manifests';
import { OBJECT_STORAGE, SHARED_VOLUME, SINGLE_MODELS } from './folders';
import { containersOf, podsOf, type Container, type PodOf } from './pods';

const STORE = 'reckit-model-store';
const isService = ({ template }: PodOf): boolean =>
  template.metadata.labels['app.kubernetes.io/component'] === 'model-service';

/** What a container is told by a ConfigMap. */
function dataOf(manifests: readonly ObjectManifest[], name: string): Readonly<Record<string, string>> {
  const found = manifests.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && new RegExp(`^${name}-[a-z0-9]{10}$`).test(metadata.name),
  );
  return z.looseObject({ data: z.record(z.string(), z.string()) }).parse(found).data;
}

const secretsOf = ({ envFrom }: Container): readonly string[] =>
  envFrom.flatMap(({ secretRef }) => secretRef?.name ?? []);

describe('with a bucket', () => {
  let manifests: readonly ObjectManifest[];
  let pods: readonly PodOf[];
  beforeAll(() => {
    manifests = builtManifests(OBJECT_STORAGE);
    pods = podsOf(manifests).filter(isService);
  });

  test('each service has its versions from it, before it starts and ever after', () => {
    expect(pods).toHaveLength(SINGLE_MODELS.length);
    for (const { template } of pods) {
      const { initContainers, containers, volumes } = template.spec;
      const model = template.metadata.labels['reckit.io/model'];
      const [folder = { value: model }] = [initContainers[0].env[0]].filter(
        ({ value }) => value !== undefined,
      );
      expect(folder.value).toBe(model.replaceAll('-', '_'));
      const args = ['--from=$(MODEL_STORE)', '--model=$(MODEL)', '--model-dir=/models'];
      expect(initContainers).toEqual([
        expect.objectContaining({ image: expect.stringMatching(/^reckit\/sync:/), args }),
      ]);
      expect(containers).toEqual([
        expect.objectContaining({ name: 'service' }),
        expect.objectContaining({
          image: expect.stringMatching(/^reckit\/sync:/),
          args: [...args, '--watch=10000', '--port=9090'],
          env: initContainers[0].env,
          livenessProbe: expect.objectContaining({ httpGet: { path: '/live', port: 'sync' } }),
        }),
      ]);
      expect(volumes).toContainEqual({ name: 'models', emptyDir: { sizeLimit: expect.any(String) } });
      for (const sync of [initContainers[0], containers[1]]) {
        expect(sync.volumeMounts).toEqual([{ name: 'models', mountPath: '/models', readOnly: false }]);
      }
    }
  });

  test('services never see the keys of the bucket', () => {
    for (const pod of pods) {
      const [service] = pod.template.spec.containers;
      expect(secretsOf(service)).toEqual([]);
      for (const sync of containersOf(pod).filter(each => each !== service)) {
        expect(secretsOf(sync)).toEqual([STORE]);
      }
    }
  });

  test('who syncs may ask for names and for a store, and Prometheus may ask the sidecar', () => {
    const policies = manifests.filter(
      ({ kind, metadata }) =>
        kind === 'NetworkPolicy' && metadata.labels?.['app.kubernetes.io/component'] === 'model-service',
    );
    expect(policies).toHaveLength(SINGLE_MODELS.length);
    for (const policy of policies) {
      expect(policy).toMatchObject({
        spec: {
          ingress: [{ ports: expect.arrayContaining([{ port: 'sync' }]) }],
          egress: [
            { ports: expect.arrayContaining([{ port: 53, protocol: 'UDP' }]) },
            { ports: [{ port: 443, protocol: 'TCP' }] },
          ],
        },
      });
    }
    expect(manifests.find(({ kind }) => kind === 'PodMonitor')).toMatchObject({
      spec: { podMetricsEndpoints: [{ port: 'http' }, { port: 'sync' }] },
    });
  });

  test('the training writes where services read, and a roll-back as well', () => {
    const { MODEL_STORE: store } = dataOf(manifests, STORE);
    const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.+)$/.exec(store) ?? [];
    const pipeline = z.object({ all: z.record(z.string(), z.array(z.string())) });
    const { all } = pipeline.parse(JSON.parse(dataOf(manifests, 'reckit-pipeline')['pipeline.json']));
    for (const step of ['register', 'deploy']) {
      expect(all[step].slice(0, 4)).toEqual(['--s3-bucket', bucket, '--s3-prefix', prefix]);
    }
    const [rollBack] = podsOf(builtManifests(`${OBJECT_STORAGE}/roll-back`));
    const [{ args }] = rollBack.template.spec.containers;
    expect(args).toEqual(expect.arrayContaining([`--s3-bucket=${bucket}`, `--s3-prefix=${prefix}`]));
  });

  test('no volume has to be mounted by several nodes', () => {
    const claims = manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim');
    expect(claims.length).toBeGreaterThan(0);
    for (const claim of claims) expect(claim).toMatchObject({ spec: { accessModes: ['ReadWriteOnce'] } });
    const mounted = pods.flatMap(({ template }) =>
      template.spec.volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
    );
    expect(mounted).toEqual([]);
  });

  test('the flags of sync are those that it has', () => {
    const documented = readFileSync(path.join(MANIFESTS, '../docs/operations.md'), 'utf8');
    const [section = ''] = documented.split(/^##+ /m).filter(text => text.includes('tools/sync/main.js'));
    for (const pod of pods) {
      const [, sync] = pod.template.spec.containers;
      for (const arg of [...sync.args, ...pod.template.spec.initContainers[0].args]) {
        expect(section).toContain(`\`${arg.split('=')[0]}\``);
      }
    }
  });
});

describe('with a shared volume', () => {
  const manifests = (): readonly ObjectManifest[] => builtManifests(SHARED_VOLUME);

  test('every service mounts the one that the training writes, and looks at it', () => {
    const built = manifests();
    const claim = built.find(
      ({ kind, metadata }) => kind === 'PersistentVolumeClaim' && metadata.name === 'reckit-models',
    );
    expect(claim).toMatchObject({ spec: { accessModes: ['ReadWriteMany'] } });
    const pods = podsOf(built);
    expect(pods.filter(isService)).toHaveLength(SINGLE_MODELS.length);
    for (const { template } of pods) {
      const models = template.spec.volumes.find(({ name }) => name === 'models');
      expect(models?.persistentVolumeClaim?.claimName).toBe('reckit-models');
    }
    for (const model of ['xgb', 'two-tower', 'graph-recall']) {
      const watchMs = Number(dataOf(built, `reckit-config-${model}`)['MODEL_WATCH_MS']);
      expect(watchMs).toBeGreaterThan(0);
    }
  });

  test('is what production has', () => {
    expect(builtManifests('overlays/production')).toEqual(manifests());
  });
});
