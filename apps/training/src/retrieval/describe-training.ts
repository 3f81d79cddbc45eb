import type { RetrievalFindings } from '@reckit/evaluation';
import { describeEngine, runEntries } from '../networks/settings/run-entries';
import type { TrainingSettings } from '../networks/settings/training-settings';
import type { TrainedModel, TrainingRun } from '../run/training-model';
import type { FittedRetrieval } from './fit/fit-retrieval';
import type { RetrievalPlan } from './retrieval-plan';
import type { RetrievalFlags } from './settings/flags';

/** Says what is about to be trained. */
export function sayWhatIsTrained(
  { flags, console, data: { shown }, together }: TrainingRun<RetrievalFlags>,
  { data, network, tables }: RetrievalPlan,
  settings: TrainingSettings,
): void {
  const { rowCount, itemIds, split, heldOut, missingCount, excludesSeen, described } = data;
  const positives = described['positives'];
  const positive =
    typeof positives === 'number' && positives < rowCount ? `, ${count(positives)} positive` : '';
  const missing = missingCount > 0 ? `, ${count(missingCount)} missing values` : '';
  console.fact(
    'Data',
    `${shown}, ${count(rowCount)} rows${positive}, ${count(itemIds.length)} items${missing}`,
  );
  console.fact(
    'Split',
    heldOut.plan.rule === 'none'
      ? `all ${count(split.train.length)} rows to train on, none held out: what is measured are these`
      : `${count(split.train.length)} rows to train on, ${count(split.validation.length)} to find an item for (seed ${flags.seed}${excludesSeen ? ', without what their users have had' : ''})`,
  );
  const embeddings = tables.reduce((sum, { rows }) => sum + rows, 0);
  console.fact(
    'Network',
    `${count(network.parameters.size)} weights${embeddings > 0 ? `, ${count(embeddings)} embeddings` : ''}`,
  );
  console.fact('Engine', describeEngine(flags, settings, together));
}

/** The settings of a training, for the manifest. */
export function describeTraining(
  { flags, together }: TrainingRun<RetrievalFlags>,
  { architecture, network, tables }: RetrievalPlan,
  settings: TrainingSettings,
  { fitted, engineName }: FittedRetrieval,
  milliseconds: number,
): TrainedModel['training'] {
  const embeddings = tables.reduce((sum, { rows }) => sum + rows, 0);
  return {
    ...runEntries(flags, settings, {
      ...{ network, architecture, embeddings, engineName, fitted },
      processes: together?.worldSize ?? 1,
    }),
    seconds: Math.round(milliseconds) / 1000,
  };
}

/** The facts of the data, for the manifest. */
export function describeRows({ data }: RetrievalPlan, { queries }: RetrievalFindings): TrainedModel['data'] {
  const { rowCount, missingCount, split, excludesSeen, described: facts } = data;
  return {
    rows: rowCount,
    ...facts,
    missing_values: missingCount,
    training_rows: split.train.length,
    validation_rows: split.validation.length,
    measured_rows: queries,
    seen_items: excludesSeen ? 'excluded' : 'kept',
  };
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
