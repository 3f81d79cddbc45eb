import { xgb } from '@reckit/definitions';
import { serveModelLoader } from '@reckit/inference';

serveModelLoader([xgb]);
