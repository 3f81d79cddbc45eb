import { flatMmoe, serveModelLoader } from '@reckit/inference';

serveModelLoader(flatMmoe);
