import { numericFeatures, RowEncoder } from '@reckit/features';
import { createLogger } from '../lifecycle/logger';
import { readConfig } from '../lifecycle/config';
import { ServiceState } from '../service-state';
import { FeatureWarnings } from './feature-warnings';

test('rows without a known key are counted, and warned about once a second with the names that are known', async () => {
  const config = readConfig({}, 0);
  const logger = createLogger('xgb', config);
  for (const transport of logger.transports) transport.silent = true;
  const warn = jest.spyOn(logger, 'warn');
  const flat = {
    modelFiles: [],
    metaFile: '',
    scalerFile: '',
    read: async () => Promise.reject(new Error()),
  };
  const definition = { name: 'xgb', title: '', defaultPort: 0, flat };
  const state = new ServiceState({ title: '', definitions: [definition] }, config, logger);
  let nowMs = 0;
  const warnings = new FeatureWarnings(state.models.first, () => nowMs);
  const encoder = new RowEncoder(numericFeatures(['item_ctr', 'a\nb', 'x'.repeat(500)]));
  const note = (): void =>
    warnings.note(encoder.encode([{ ctr: 1 }, { age: 2 }, {}, null], 'data'), encoder.featureNames, {
      requestId: 'r-1',
      trace: null,
    });
  const warned = (): number =>
    warn.mock.calls.filter(([message]) => String(message).startsWith('rows')).length;

  note();
  nowMs = 999;
  note();
  expect(warned()).toBe(1);
  nowMs = 1_000;
  note();
  expect(warned()).toBe(2);
  expect(warn).toHaveBeenCalledWith('rows without any known feature, defaults used', {
    request_id: 'r-1',
    model: 'xgb',
    rows: 2,
    known: `"item_ctr", "a\\nb", "${'x'.repeat(59)}…"`,
  });
  expect(await state.metrics.registry.metrics()).toContain('\nmodel_unknown_rows_total 6\n');
});
