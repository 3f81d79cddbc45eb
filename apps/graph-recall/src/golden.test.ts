import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { replayRecording, type OtherModel } from '../../service-testing/replays/replay-recording';
import { DIFFERENCES } from './testing/deliberate-differences';
import { services } from './testing/local-service';
import { TINY_MODEL } from './testing/recorded-neighbours';

/** What the servers had whose files are no fixtures; `servers.json` tells it in words. */
const OTHER_MODELS: Readonly<Record<string, OtherModel>> = {
  'empty-embeddings': { write: written({ embeddings: {}, dim: 64, num_nodes: 0 }), isServed: false },
  'tiny-embeddings': { write: written(TINY_MODEL), isServed: true },
};

function written(meta: object): (modelDir: string) => void {
  return modelDir => writeFileSync(path.join(modelDir, 'node2vec_meta.json'), JSON.stringify(meta));
}

describe('the Python recordings replay', () => {
  replayRecording(services, {
    folder: path.join(__dirname, '../fixtures'),
    otherModels: OTHER_MODELS,
    differences: DIFFERENCES,
    tolerance: { absolute: 2e-6, relative: 0 },
  });
});
