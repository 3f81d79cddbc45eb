/** @needs kubectl */
import * as z from 'zod';
import { builtManifests, type ObjectManifest } from './built-manifests';
import { podsOf } from './pods';

let manifests: readonly ObjectManifest[];
beforeAll(() => (manifests = builtManifests('training-in-parallel')));

const job = z.object({
  completionMode: z.string(),
  completions: z.number(),
  parallelism: z.number(),
  backoffLimit: z.number().optional(),
  backoffLimitPerIndex: z.number(),
});
const cronJob = z.looseObject({ spec: z.looseObject({ jobTemplate: z.looseObject({ spec: job }) }) });
const configMap = z.looseObject({ data: z.object({ 'pipeline.json': z.string() }) });
const pipeline = z.looseObject({ models: z.record(z.string(), z.unknown()) });

test('in parallel, each model of the pipeline has a pod that is told its place, and none fails for another', () => {
  const { spec } = cronJob.parse(manifests.find(({ kind }) => kind === 'CronJob')).spec.jobTemplate;
  const { data } = configMap.parse(manifests.find(({ kind }) => kind === 'ConfigMap'));
  const models = Object.keys(pipeline.parse(JSON.parse(data['pipeline.json'])).models).length;
  expect(spec).toEqual({
    completionMode: 'Indexed',
    completions: models,
    parallelism: models,
    backoffLimitPerIndex: expect.any(Number),
  });
  const [pod] = podsOf(manifests);
  expect(pod.template.spec.containers).toEqual([
    expect.objectContaining({ args: expect.arrayContaining(['--index=$(JOB_COMPLETION_INDEX)']) }),
  ]);
});
