import path from 'node:path';
import type { RecordedExchange } from '../../service-testing/recorded-exchange';
import { localUnifiedServicesOf } from '../../service-testing/local-service';
import { replayRecording } from '../../service-testing/replay-recording';
import { DIFFERENCES } from './testing/deliberate-differences';
import { unified } from './service-definition';
import { ALL, flatModels } from './testing/local-service';

/** The models of the Python service that are still to come. */
const TO_COME = ['user_tower', 'item_tower', 'youtube_dnn', 'dssm', 'graph_recall'];

describe('the Python recordings replay', () => {
  const models = flatModels();
  replayRecording(localUnifiedServicesOf(unified, models), {
    folder: path.join(__dirname, '../fixtures'),
    modelFolder: models,
    isReplayed: isOfModelsHere,
    environmentOf: withModelsHere,
    differences: DIFFERENCES,
    tolerance: { absolute: 1e-6, relative: 1e-4 },
  });
});

function isOfModelsHere({ request }: RecordedExchange): boolean {
  const [, model] = /^\/predictions\/(\w+)$/.exec(request.path) ?? [];
  return model === undefined || !TO_COME.includes(model);
}

/** Blanks and empty entries stay; a name that is no model was ignored by Python, and here prevents the start. */
function withModelsHere(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { ENABLED_MODELS, ...others } = environment;
  if (ENABLED_MODELS === undefined) return others;
  const entries = ENABLED_MODELS.split(',').filter(
    entry => entry.trim() === '' || ALL.includes(entry.trim()),
  );
  return { ...others, ENABLED_MODELS: entries.join(',') };
}
