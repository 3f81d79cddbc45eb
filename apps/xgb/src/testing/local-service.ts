import path from 'node:path';
import { xgb } from '@reckit/definitions';
import { localServicesOf } from '../../../service-testing/programs/local-service';

export type { LocalService } from '../../../service-testing/programs/local-service';

/** A model that the Python system trained: a flat directory. */
export const FLAT_MODEL = path.join(__dirname, '..', '..', 'fixtures', 'xgb', 'model');

/** The version that its `feature_meta.json` names. */
export const FLAT_VERSION = 'fx-a-xgb-1';

export const services = localServicesOf(xgb, FLAT_MODEL);
