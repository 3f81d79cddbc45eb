import { flatDeepfm, serveModelLoader } from '@reckit/inference';

serveModelLoader(flatDeepfm);
