import path from 'node:path';
import { youtubeDnn } from '@reckit/definitions';
import { localServicesOf } from '../../../service-testing/programs/local-service';

/** A model that the Python system trained: a flat directory. */
export const FLAT_MODEL = path.join(__dirname, '..', '..', 'fixtures', 'model');

export const services = localServicesOf(youtubeDnn, FLAT_MODEL);
