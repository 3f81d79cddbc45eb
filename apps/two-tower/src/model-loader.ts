import { twoTower } from '@reckit/definitions';
import { serveModelLoader } from '@reckit/inference';

serveModelLoader([twoTower]);
