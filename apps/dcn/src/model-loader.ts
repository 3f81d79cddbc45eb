import { dcn } from '@reckit/definitions';
import { serveModelLoader } from '@reckit/inference';

serveModelLoader([dcn]);
