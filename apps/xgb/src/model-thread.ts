import { flatXgboost, serveModelThread } from '@reckit/inference';

serveModelThread(flatXgboost);
