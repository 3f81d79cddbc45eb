import { din } from '@reckit/definitions';
import { serveModelLoader } from '@reckit/inference';

serveModelLoader([din]);
