import { createRequire } from 'node:module';
import path from 'node:path';

/** The files of Swagger UI that the page needs; others in its package, a demonstration page for one, name other hosts. */
export const DOCS_ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

/** The folder of Swagger UI's own files, as its package ships them. */
export function docsAssetsFolder(): string {
  return path.dirname(createRequire(__filename).resolve('swagger-ui-dist/package.json'));
}

/** A page to read the description of a service and to try it; every file of it comes from the service itself. */
export function docsPage(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null, tryItOutEnabled: true });
</script>
</body>
</html>
`;
}
