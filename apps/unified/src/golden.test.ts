import path from 'node:path';
import type { RecordedExchange } from '../../service-testing/recorded-exchange';
import { localUnifiedServicesOf } from '../../service-testing/local-service';
import { replayRecording } from '../../service-testing/replay-recording';
import { DIFFERENCES } from './testing/deliberate-differences';
import { unified } from './service-definition';
import { flatModels } from './testing/local-service';

/** The models of the Python service that are still to come, and one that never was. */
const NOT_HERE = ['graph_recall', 'no_such_model'];

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
  return model === undefined || !NOT_HERE.includes(model);
}

/** Blanks and empty entries stay; a name that is no model was ignored by Python, and here prevents the start. */
function withModelsHere(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { ENABLED_MODELS, ...others } = environment;
  if (ENABLED_MODELS === undefined) return others;
  const entries = ENABLED_MODELS.split(',').filter(entry => !NOT_HERE.includes(entry.trim()));
  return { ...others, ENABLED_MODELS: entries.join(',') };
}
