import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parsePipeline } from './pipeline-file';

const MANIFESTS = path.resolve(__dirname, '../../../../k8s');
/** Flags that all models have, by where the pipeline is used. */
const BUCKET = ['--s3-bucket', 'reckit-models', '--s3-prefix', 'production'];
const PIPELINES = [
  { file: 'training/pipeline.json', register: [], deploy: [] },
  {
    file: 'overlays/object-storage/pipeline.json',
    register: BUCKET,
    deploy: [...BUCKET, '--reload-timeout', '600'],
  },
];

test.each(PIPELINES)(
  '$file is a pipeline, and brings each model to the replicas of its own service',
  each => {
    const file = path.join(MANIFESTS, each.file);
    const { models, modelDir } = parsePipeline(readFileSync(file, 'utf8'), file);
    expect(modelDir).toBe('/models');
    for (const [model, { register, deploy }] of models) {
      const service = model === 'node2vec' ? 'graph-recall' : model;
      expect({ model, register, deploy }).toEqual({
        model,
        register: each.register,
        deploy: [...each.deploy, '--service-url', `http://reckit-replicas-${service}:8080`],
      });
    }
  },
);
