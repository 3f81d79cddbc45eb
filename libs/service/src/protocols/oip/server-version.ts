import { version } from '../../../../../package.json';

/** The version of this software, as `GET /v2` tells it. */
export const SERVER_VERSION: string = version;
