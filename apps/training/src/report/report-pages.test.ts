/** @needs chromium */
import path from 'node:path';
import { reportBrowser } from '../../../../libs/evaluation/testing/report-browser';
import { expectSuccess, trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();
const browser = reportBrowser();

const OF_YES_OR_NO = ['ROC curve', 'Precision and recall', 'Calibration', 'Scores by class'];
const OF_RETRIEVAL = ['Recall by k', 'NDCG over all ranks by epoch'];

/** Every model, with the drawings that its report must have. */
const MODELS = [
  { command: 'xgb', drawings: ['Log loss by boosting round', ...OF_YES_OR_NO] },
  { command: 'deepfm', drawings: ['Loss by epoch', ...OF_YES_OR_NO] },
  { command: 'mmoe', drawings: ['Loss by epoch', ...OF_YES_OR_NO, 'Predicted and actual amounts'] },
  { command: 'two-tower', drawings: ['Loss by epoch', ...OF_RETRIEVAL] },
  { command: 'dssm', drawings: ['Loss by epoch', ...OF_RETRIEVAL] },
  { command: 'youtube-dnn', drawings: ['Loss by epoch', ...OF_RETRIEVAL] },
  {
    command: 'node2vec',
    model: 'graph_recall',
    drawings: ['ROC curve', 'Recall by k', 'Neighbours of a node'],
  },
  { command: 'item2vec', drawings: ['Recall by k'] },
] as const;

/** What must be said of the features of all models that have some. */
const IMPORTANCE = 'Importance by permutation';

test.each(MODELS)('the report of $command can be read', async ({ command, drawings, ...named }) => {
  const folder = apps[command].newFolder();
  // As many as make a curve; trees are quick.
  const epochs = command === 'xgb' ? [] : ['--epochs', '3'];
  const run = await apps[command].train(folder, ['--version', 'v1', '--quiet', ...epochs]);
  expectSuccess({ ...run, stderr: '' });
  const model = 'model' in named ? named.model : command.replaceAll('-', '_');
  const seen = await browser.look(path.join(folder, 'model', model, 'v1', 'report.html'), model);
  expect(seen.faults).toEqual([]);
  expect(seen.drawings).toEqual(expect.arrayContaining([...drawings]));
  const hasFeatures = !['node2vec', 'item2vec'].includes(command);
  expect(seen.titles.includes(IMPORTANCE)).toBe(hasFeatures);
});
