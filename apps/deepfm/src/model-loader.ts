import { deepfm } from '@reckit/definitions';
import { serveModelLoader } from '@reckit/inference';

serveModelLoader([deepfm]);
