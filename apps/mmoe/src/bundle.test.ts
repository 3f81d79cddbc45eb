import { expectServingCodeOnly } from '../../service-testing/programs/serving-bundle';

test('the service holds no training code', () => expectServingCodeOnly(__dirname));
