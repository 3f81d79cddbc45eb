import Ajv from 'ajv/dist/2020';
import { CannotRun } from '../errors';
import { parsePipeline, pipelineJsonSchema } from './pipeline-file';

const parsed = (json: object) => parsePipeline(JSON.stringify(json), 'pipeline.json');

describe('parsePipeline', () => {
  it('gives each model the flags of all before its own', () => {
    const { models, modelDir } = parsed({
      all: { train: ['--data-source', 'oss'], deploy: ['--service-url', 'http://a'] },
      models: { xgb: { train: ['--rounds', '200'] }, 'two-tower': { skip: ['register'] } },
    });
    expect(modelDir).toBe('model');
    expect([...models]).toEqual([
      [
        'xgb',
        {
          train: ['--data-source', 'oss', '--rounds', '200'],
          evaluate: [],
          register: [],
          deploy: ['--service-url', 'http://a'],
          skip: [],
        },
      ],
      [
        'two-tower',
        {
          train: ['--data-source', 'oss'],
          evaluate: [],
          register: [],
          deploy: ['--service-url', 'http://a'],
          skip: ['register'],
        },
      ],
    ]);
  });

  it.each([
    ['{', /not valid JSON/],
    ['{}', /models/],
    ['{"models": {}}', /expected one at least/],
    ['{"models": {"xbg": {}}}', /expected one of xgb, deepfm/],
    ['{"models": {"xgb": {"training": []}}}', /"training" is not known here/],
    ['{"models": {"xgb": {}}, "jobs": 0}', /jobs: expected a number of at least 1, got 0/],
    [
      '{"models": {"xgb": {}}, "max_memory": "much"}',
      /max_memory: expected a size such as "16GB", got "much"/,
    ],
    ['{"models": {"xgb": {"train": ["--version", "v1"]}}}', /--version is given by the pipeline itself/],
    ['{"models": {"xgb": {"train": ["--mysql-password=x"]}}}', /--mysql-password is a secret/],
    ['{"models": {"xgb": {}}, "all": {"deploy": ["--api-key", "x"]}}', /--api-key is a secret/],
  ])('refuses %s in one line', (text, says) => {
    const parse = (): unknown => parsePipeline(text, 'pipeline.json');
    expect(parse).toThrow(CannotRun);
    expect(parse).toThrow(says);
    expect(parse).toThrow(/^pipeline\.json[^\n]*$/);
  });

  it('tells everything that is wrong at once', () => {
    const fault = (): unknown =>
      parsed({
        all: { deploy: ['--api-key', 'x'] },
        models: { xbg: {}, xgb: { train: ['--version', 'v1'], evaluate: ['--json'] } },
      });
    expect(fault).toThrow(
      new CannotRun([
        'pipeline.json: models: expected one of xgb, deepfm, dcn, finalmlp, din, mmoe, two-tower, youtube-dnn, dssm, node2vec, item2vec, word2vec, got "xbg".',
        'pipeline.json: all.deploy: --api-key is a secret, which a file does not keep; give it by the environment.',
        'pipeline.json: models.xgb.train: --version is given by the pipeline itself; leave it out.',
        'pipeline.json: models.xgb.evaluate: --json is given by the pipeline itself; leave it out.',
      ]),
    );
    expect(() => parsed({ model_dir: 3, models: { xgb: { training: [] } }, jobs: 'all' })).toThrow(
      /model_dir: [^\n]*\n[^\n]*"training" is not known[^\n]*\n[^\n]*jobs/,
    );
  });
});

describe('pipelineJsonSchema', () => {
  it('accepts what is accepted here, for those who write it in an editor', () => {
    const accepts = new Ajv({ strict: false }).compile(pipelineJsonSchema());
    expect(accepts({ models: { xgb: { train: ['--rounds', '9'] } }, keep: 5 })).toBe(true);
    expect(accepts({ models: { xbg: {} } })).toBe(false);
    expect(accepts({ models: { xgb: { training: [] } } })).toBe(false);
  });
});
