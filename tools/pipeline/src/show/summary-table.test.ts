import { stripVTControlCharacters } from 'node:util';
import type { ModelState } from '../steps/steps';
import { freshState } from '../steps/steps';
import { summaryTable } from './summary-table';

/** Without the colours that a terminal may get. */
const plain = (lines: readonly string[]): string[] => lines.map(line => stripVTControlCharacters(line));

it('has a line a model, and the reasons below', () => {
  const xgb: ModelState = {
    ...freshState(['register']),
    train: { kind: 'done', seconds: 3.14 },
    evaluate: { kind: 'refused', seconds: 1, reason: 'auc 0.6 is below\n0.7' },
  };
  const deepfm: ModelState = { ...freshState([]), train: { kind: 'running' } };
  expect(
    plain(
      summaryTable(
        new Map([
          ['xgb', xgb],
          ['deepfm', deepfm],
        ]),
        () => 7.9,
      ),
    ),
  ).toEqual([
    'model   train        evaluate  register  deploy',
    'xgb     3.1 s        refused   -',
    'deepfm  running 7 s',
    'xgb evaluate: auc 0.6 is below\\n0.7',
  ]);
});
