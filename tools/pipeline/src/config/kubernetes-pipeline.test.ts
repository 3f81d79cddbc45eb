import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parsePipeline } from './pipeline-file';

const FOLDER = path.resolve(__dirname, '../../../../k8s');
const BUCKET = ['--s3-bucket', 'reckit-models', '--s3-prefix', 'production'];
/** The models that are served alone; `unified` has all of them in one. */
const SERVICES = readdirSync(path.join(FOLDER, 'models'), { withFileTypes: true })
  .filter(entry => entry.isDirectory() && entry.name !== 'unified')
  .map(({ name }) => name)
  .sort();
const ofItsOwn = (model: string): string => model.replace('node2vec', 'graph-recall');

test.each([
  { name: 'training/pipeline.json', serviceOf: ofItsOwn, register: [], deploy: [] },
  { name: 'overlays/development/pipeline.json', serviceOf: () => 'unified', register: [], deploy: [] },
  {
    name: 'overlays/object-storage/pipeline.json',
    serviceOf: ofItsOwn,
    register: BUCKET,
    deploy: [...BUCKET, '--reload-timeout', '600'],
  },
])('$name is a pipeline, and brings each model to the replicas that serve it', each => {
  const { name, serviceOf } = each;
  const file = path.join(FOLDER, name);
  const { models, modelDir } = parsePipeline(readFileSync(file, 'utf8'), file);
  expect(modelDir).toBe('/models');
  expect([...models.keys()].map(ofItsOwn).sort()).toEqual(SERVICES);
  for (const [model, { register, deploy }] of models) {
    const replicas = `http://reckit-replicas-${serviceOf(model)}:8080`;
    expect({ model, register, deploy }).toEqual({
      model,
      register: each.register,
      deploy: [...each.deploy, '--replicas-later', '--service-url', replicas],
    });
  }
});
