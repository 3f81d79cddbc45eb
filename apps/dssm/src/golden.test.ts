import path from 'node:path';
import { replayRecording } from '../../service-testing/replays/replay-recording';
import { DIFFERENCES } from './testing/deliberate-differences';
import { services } from './testing/local-service';

describe('the Python recordings replay', () => {
  replayRecording(services, {
    folder: path.join(__dirname, '../fixtures'),
    differences: DIFFERENCES,
    tolerance: { absolute: 1e-6, relative: 1e-4 },
  });
});
