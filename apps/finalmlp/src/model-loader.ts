import { finalmlp } from '@reckit/definitions';
import { serveModelLoader } from '@reckit/inference';

serveModelLoader([finalmlp]);
