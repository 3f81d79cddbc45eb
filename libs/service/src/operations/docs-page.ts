/**
 * The first script of the page. Addresses are relative, since a proxy may serve the page under a prefix that the
 * service never sees: those of `…/docs` are right, so `…/docs/` is called that before the first of them is read.
 * Swagger UI's own colours for the dark are those of a class, which nothing but its header sets.
 */
const BEFORE_ASSETS = `
if (location.pathname.endsWith('/')) history.replaceState(null, '', location.href.replace(/\\/+(?=[?#]|$)/, ''));
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();
`;

/** A page to read the description of a service and to try it; every file of it comes from the service itself. */
export function docsPage(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<script>${BEFORE_ASSETS}</script>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<style>body { margin: 0; }</style>
</head>
<body>
<div id="api"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({ url: 'openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null, tryItOutEnabled: true });
</script>
</body>
</html>
`;
}
