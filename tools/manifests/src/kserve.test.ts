/** @needs kubectl */
import * as z from 'zod';
import { builtManifests, type ObjectManifest } from './built-manifests';
import { KSERVE } from './folders';
import { schemaErrors } from './schema-errors';
import { typeErrors } from './types-of-manifests';

const runtime = z.looseObject({
  spec: z.looseObject({
    protocolVersions: z.array(z.string()),
    supportedModelFormats: z.array(z.looseObject({ name: z.string() })),
    containers: z.array(z.looseObject({ name: z.string() })),
    volumes: z.array(z.unknown()),
  }),
});
const service = z.looseObject({
  spec: z.looseObject({
    predictor: z.looseObject({
      model: z.looseObject({
        modelFormat: z.looseObject({ name: z.string() }),
        protocolVersion: z.string(),
        runtime: z.string(),
      }),
    }),
  }),
});

let manifests: readonly ObjectManifest[];
beforeAll(() => (manifests = builtManifests(KSERVE)));
const ofKind = (kind: string): ObjectManifest | undefined => manifests.find(each => each.kind === kind);

test('what the runtime says of its containers is what Kubernetes takes of a pod', () => {
  const { spec } = runtime.parse(ofKind('ServingRuntime'));
  const { containers, volumes } = spec;
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'of-the-runtime' },
    spec: { containers, volumes },
  };
  expect(schemaErrors([pod])).toEqual([]);
  expect(typeErrors([pod])).toEqual([]);
  expect(containers).toEqual([
    expect.objectContaining({
      name: 'kserve-container',
      securityContext: expect.objectContaining({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
      }),
      resources: { requests: expect.anything(), limits: expect.anything() },
    }),
  ]);
});

test('the service takes that runtime, in a protocol that it has', () => {
  const { spec, metadata } = {
    metadata: ofKind('ServingRuntime')?.metadata,
    ...runtime.parse(ofKind('ServingRuntime')),
  };
  const { model } = service.parse(ofKind('InferenceService')).spec.predictor;
  expect(model.runtime).toBe(metadata?.name);
  expect(spec.supportedModelFormats.map(({ name }) => name)).toContain(model.modelFormat.name);
  expect(spec.protocolVersions).toContain(model.protocolVersion);
});
