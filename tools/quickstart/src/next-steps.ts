import path from 'node:path';
import { appOf } from './demonstration';

/** What the quickstart has made, and where; paths as they are typed in the folder where it was started. */
export interface Results {
  /** The folder of the built apps. */
  readonly dist: string;
  /** The folder of the quickstart. */
  readonly folder: string;
  /** The models trained, the first one as the example. */
  readonly trained: readonly { readonly model: string; readonly port: number; readonly version: string }[];
  readonly dataFile: string;
  readonly featureFile: string;
}

/** Where the service of all models listens. */
const UNIFIED_PORT = 8080;

/** Of which the example shows what is nearest. */
const NEAREST_TO = ['graph_recall', 'music_004'];

/** The model whose vectors the example writes out. */
const VECTORS_OF = 'two_tower';

/** The feature file of the example: a few columns of the sample data. */
export const EXAMPLE_FEATURES = { label: 'label', features: ['item_ctr', 'item_price', 'user_age'] } as const;

/** How to go on, as a title and lines below it; every command and path holds as it is printed. */
export function nextSteps({ dist, folder, trained, dataFile, featureFile }: Results): [string, string[]][] {
  const [{ model, port }] = trained;
  const serve = (modelDir: string) =>
    `MODEL_DIR=${modelDir} PORT=${port} node ${path.join(dist, 'apps', appOf(model), 'main.js')}`;
  const modelDir = path.join(folder, 'model');
  const training = path.join(dist, 'apps/training/main.js');
  return [
    [
      'see what was learnt, in a browser',
      trained.map(({ model: name, version }) => path.join(modelDir, name, version, 'report.html')),
    ],
    [
      'keep them serving',
      [
        // One that was left out is missing.
        `MODEL_DIR=${modelDir} ENABLED_MODELS=all ALLOW_PARTIAL=true \\`,
        `  node ${path.join(dist, 'apps/unified/main.js')}`,
        `then open http://localhost:${UNIFIED_PORT}/docs`,
      ],
    ],
    [`or ${model} alone, in a process of its own`, [serve(modelDir)]],
    [
      'train on data of your own: name your file, and its columns in a feature file',
      [
        `node ${training} ${appOf(model)} \\`,
        `  --data-path ${dataFile} \\`,
        `  --features ${featureFile}`,
        'where the feature file holds',
        `  ${JSON.stringify(EXAMPLE_FEATURES).replaceAll(',', ', ').replaceAll(':', ': ')}`,
      ],
    ],
    ['serve that one', [serve('model')]],
    [
      'hand vectors of items on to a vector database, or to Milvus with --milvus',
      [
        `node ${training} export-vectors ${VECTORS_OF} \\`,
        `  --model-dir ${modelDir} --out item_vectors.json`,
      ],
    ],
    [
      'look at what is nearest to what',
      [`node ${training} most-similar ${NEAREST_TO.join(' ')} \\`, `  --model-dir ${modelDir}`],
    ],
    ['read on', ['README.md, README.zh-CN.md']],
  ];
}
