import { CannotRun } from '../errors';
import { parsePipeline } from './pipeline-file';

const parsed = (json: object) => parsePipeline(JSON.stringify(json), 'pipeline.json');

describe('parsePipeline', () => {
  it('gives each model the flags of all before its own', () => {
    const { models, model_dir } = parsed({
      all: { train: ['--data-source', 'oss'], deploy: ['--service-url', 'http://a'] },
      models: { xgb: { train: ['--rounds', '200'] }, 'two-tower': {} },
    });
    expect(model_dir).toBe('model');
    expect([...models]).toEqual([
      [
        'xgb',
        {
          train: ['--data-source', 'oss', '--rounds', '200'],
          evaluate: [],
          register: [],
          deploy: ['--service-url', 'http://a'],
        },
      ],
      [
        'two-tower',
        {
          train: ['--data-source', 'oss'],
          evaluate: [],
          register: [],
          deploy: ['--service-url', 'http://a'],
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
    ['{"models": {"xgb": {}}, "parallel": 0}', /parallel/],
    ['{"models": {"xgb": {"train": ["--version", "v1"]}}}', /--version is given by the pipeline itself/],
    ['{"models": {"xgb": {"train": ["--mysql-password=x"]}}}', /--mysql-password is a secret/],
    ['{"models": {"xgb": {}}, "all": {"deploy": ["--api-key", "x"]}}', /--api-key is a secret/],
  ])('refuses %s in one line', (text, says) => {
    const parse = (): unknown => parsePipeline(text, 'pipeline.json');
    expect(parse).toThrow(CannotRun);
    expect(parse).toThrow(says);
    expect(parse).toThrow(/^pipeline\.json[^\n]*$/);
  });
});
