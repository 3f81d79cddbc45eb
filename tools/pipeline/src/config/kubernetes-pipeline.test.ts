import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parsePipeline } from './pipeline-file';

const FILE = path.resolve(__dirname, '../../../../k8s/training/pipeline.json');

test('the pipeline of the manifests is one, and brings each model to the replicas of its own service', () => {
  const { models, modelDir } = parsePipeline(readFileSync(FILE, 'utf8'), FILE);
  expect(modelDir).toBe('/models');
  for (const [model, { deploy }] of models) {
    const service = model === 'node2vec' ? 'graph-recall' : model;
    expect({ model, deploy }).toEqual({
      model,
      deploy: ['--service-url', `http://reckit-replicas-${service}:8080`],
    });
  }
});
