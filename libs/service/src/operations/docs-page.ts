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

/**
 * What Swagger UI has no style for: tables of features, a screen as small as a phone's, labels in the dark. Its column
 * of links would be empty: none are described.
 */
const STYLE = `
body { margin: 0; }
.swagger-ui .info { margin: 24px 0; }
.swagger-ui .info .renderedMarkdown { overflow-x: auto; }
.swagger-ui .info table :is(th, td, td:first-of-type) { padding: 6px 20px 6px 0; text-align: left; white-space: nowrap; }
.swagger-ui .info table tbody tr { border-top: 1px solid #8886; }
.swagger-ui .info summary { cursor: pointer; }
.swagger-ui .info .title small pre { white-space: normal; }
.swagger-ui .response-col_links { display: none; }
@media (max-width: 640px) {
  .swagger-ui .opblock-tag { flex-wrap: wrap; }
  .swagger-ui .opblock-tag small { flex: 1 0 70%; padding: 0; }
  .swagger-ui .opblock-tag > div { display: none; }
}
.dark-mode .swagger-ui :is(.examples-select__section-label, table.headers td) { color: #e4e6e6; }
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
<style>${STYLE}</style>
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
