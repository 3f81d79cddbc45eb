import { dssm } from '@reckit/definitions';
import { serveModelLoader } from '@reckit/inference';

serveModelLoader([dssm]);
