import path from 'node:path';
import { replayRecording } from '../../service-testing/replays/replay-recording';
import { DIFFERENCES } from './testing/deliberate-differences';
import { services } from './testing/local-service';

describe.each(['xgb', 'xgb-normalized'] as const)('the Python recordings of %s replay', name => {
  replayRecording(services, {
    folder: path.join(__dirname, '../fixtures', name),
    files: { model: 'xgb_model.json', meta: 'feature_meta.json' },
    differences: DIFFERENCES[name],
    tolerance: { absolute: 1e-5, relative: 0 },
  });
});
