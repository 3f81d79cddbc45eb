import path from 'node:path';
import { localUnifiedServicesOf } from '../../service-testing/programs/local-service';
import { replayRecording } from '../../service-testing/replays/replay-recording';
import { DIFFERENCES } from './testing/deliberate-differences';
import { unified } from './service-definition';
import { flatModels } from './testing/local-service';

/** A model that never was. */
const NOT_HERE = 'no_such_model';

describe('the Python recordings replay', () => {
  const models = flatModels();
  replayRecording(localUnifiedServicesOf(unified, models), {
    folder: path.join(__dirname, '../fixtures'),
    modelFolder: models,
    environmentOf: withModelsHere,
    differences: DIFFERENCES,
    tolerance: { absolute: 1e-6, relative: 1e-4 },
  });
});

/** Blanks and empty entries stay; a name that is no model was ignored by Python, and here prevents the start. */
function withModelsHere(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { ENABLED_MODELS, ...others } = environment;
  if (ENABLED_MODELS === undefined) return others;
  const entries = ENABLED_MODELS.split(',').filter(entry => entry.trim() !== NOT_HERE);
  return { ...others, ENABLED_MODELS: entries.join(',') };
}
