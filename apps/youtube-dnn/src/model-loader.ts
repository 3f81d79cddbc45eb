import { youtubeDnn } from '@reckit/definitions';
import { serveModelLoader } from '@reckit/inference';

serveModelLoader([youtubeDnn]);
