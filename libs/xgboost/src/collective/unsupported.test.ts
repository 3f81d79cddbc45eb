import { CollectiveUnsupported } from '../errors';

test('an older library is named, with what to do', () => {
  expect(new CollectiveUnsupported('/usr/lib/libxgboost.so.0', [1, 7, 4]).message).toBe(
    'Distributed training needs libxgboost 2.1 or newer; this is 1.7.4: /usr/lib/libxgboost.so.0. Point XGBOOST_LIBRARY at a newer one, as in `pip install xgboost-cpu`, or train in one process.',
  );
});
