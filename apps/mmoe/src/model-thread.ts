import { flatMmoe, serveModelThread } from '@reckit/inference';

serveModelThread(flatMmoe);
