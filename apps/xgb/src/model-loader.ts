import { flatXgboost, serveModelLoader } from '@reckit/inference';

serveModelLoader(flatXgboost);
