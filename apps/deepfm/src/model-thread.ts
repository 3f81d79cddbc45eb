import { flatDeepfm, serveModelThread } from '@reckit/inference';

serveModelThread(flatDeepfm);
