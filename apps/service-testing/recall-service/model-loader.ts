import { serveModelLoader } from '@reckit/inference';
import { twoTower } from '../tower-packages';

serveModelLoader([twoTower]);
