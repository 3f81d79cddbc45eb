import { expectServingCodeOnly } from '../../service-testing/serving-bundle';

test('the service holds no training code', () => expectServingCodeOnly(__dirname));
