import * as z from 'zod';
import { nameOf, type ObjectManifest } from './built-manifests';

const quantities = z.record(z.string(), z.union([z.string(), z.number()]));
const configMap = z.looseObject({ data: z.record(z.string(), z.string()) });
const probe = z.looseObject({
  httpGet: z.looseObject({ path: z.string(), port: z.union([z.string(), z.number()]) }).optional(),
  periodSeconds: z.number().default(10),
});
const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).default([]),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]),
  envFrom: z
    .array(
      z.looseObject({
        configMapRef: z.looseObject({ name: z.string() }).optional(),
        secretRef: z.looseObject({ name: z.string() }).optional(),
      }),
    )
    .default([]),
  resources: z.object({ requests: quantities, limits: quantities }).optional(),
  securityContext: z.looseObject({}).default({}),
  startupProbe: probe.optional(),
  readinessProbe: probe.optional(),
  livenessProbe: probe.optional(),
  lifecycle: z.object({ preStop: z.object({ exec: z.object({ command: z.array(z.string()) }) }) }).optional(),
  volumeMounts: z
    .array(z.looseObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().default(false) }))
    .default([]),
});
const podSpec = z.looseObject({
  automountServiceAccountToken: z.boolean().optional(),
  enableServiceLinks: z.boolean().optional(),
  terminationGracePeriodSeconds: z.number().optional(),
  securityContext: z.looseObject({}).default({}),
  initContainers: z.array(container).default([]),
  containers: z.array(container),
  volumes: z
    .array(
      z.looseObject({
        name: z.string(),
        persistentVolumeClaim: z.looseObject({ claimName: z.string() }).optional(),
      }),
    )
    .default([]),
});
const template = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).default({}) }).default({ labels: {} }),
  spec: podSpec,
});
const withPods = z.looseObject({ spec: z.looseObject({ template }) });
const withJobs = z.looseObject({ spec: z.looseObject({ jobTemplate: withPods }) });

export type Container = z.infer<typeof container>;
export interface PodOf {
  /** What makes the pods: `Deployment reckit-xgb`. */
  readonly owner: string;
  readonly manifest: ObjectManifest;
  readonly template: z.infer<typeof template>;
}

/** The pods that manifests make. */
export function podsOf(manifests: readonly ObjectManifest[]): readonly PodOf[] {
  return manifests.flatMap(manifest => {
    const made = templateIn(manifest);
    return made ? [{ owner: nameOf(manifest), manifest, template: made }] : [];
  });
}

function templateIn(manifest: ObjectManifest): PodOf['template'] | null {
  switch (manifest.kind) {
    case 'Deployment':
    case 'Job':
      return withPods.parse(manifest).spec.template;
    case 'CronJob':
      return withJobs.parse(manifest).spec.jobTemplate.spec.template;
    default:
      return null;
  }
}

/** All containers of a pod, those that run before it included. */
export function containersOf({ template: { spec } }: PodOf): readonly Container[] {
  return [...spec.initContainers, ...spec.containers];
}

/** What a service is told by its ConfigMap and its own variables. */
export function settingsOf(
  manifests: readonly ObjectManifest[],
  { template }: PodOf,
): Readonly<Record<string, string | undefined>> {
  const [service] = template.spec.containers;
  const names = service.envFrom.flatMap(({ configMapRef }) => configMapRef?.name ?? []);
  const maps = manifests.filter(
    ({ kind, metadata }) => kind === 'ConfigMap' && names.includes(metadata.name),
  );
  const given = service.env.flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.assign({}, ...maps.map(map => configMap.parse(map).data), Object.fromEntries(given));
}
