import { serveModelLoader } from '@reckit/inference';
import { twoTower } from '@reckit/definitions';

serveModelLoader([twoTower]);
