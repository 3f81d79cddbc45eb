import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parsePipeline } from './pipeline-file';

const FOLDER = path.resolve(__dirname, '../../../../k8s');

test.each([
  [
    'training/pipeline.json',
    'the service of its own',
    (model: string) => model.replace('node2vec', 'graph-recall'),
  ],
  ['overlays/development/pipeline.json', 'the service of all', () => 'unified'],
])('%s is a pipeline, and brings each model to the replicas of %s', (name, _of, serviceOf) => {
  const file = path.join(FOLDER, name);
  const { models, modelDir } = parsePipeline(readFileSync(file, 'utf8'), file);
  expect(modelDir).toBe('/models');
  expect(models.size).toBe(7);
  for (const [model, { deploy }] of models) {
    expect({ model, deploy }).toEqual({
      model,
      deploy: ['--replicas-later', '--service-url', `http://reckit-replicas-${serviceOf(model)}:8080`],
    });
  }
});
