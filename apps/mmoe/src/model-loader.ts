import { mmoe } from '@reckit/definitions';
import { serveModelLoader } from '@reckit/inference';

serveModelLoader([mmoe]);
