import { serveModelThread } from '@reckit/inference';

void serveModelThread();
