import { html } from 'hono/html'
import type { App } from './env.ts'
import { addAssets, asPage, type Asset, pageOf } from './pages.ts'

/** What is documented, and where its document is. */
export type Docs = { readonly title: string; readonly document: string }

/** Adds `/docs`, the document to read and to try, from files of this machine, light or dark as the reader has it. */
export function addDocs<Caller>(app: App<Caller>, { title, document }: Docs): void {
  const page = pageOf({
    title: `${title}: API`,
    head: html`<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/docs.css">`,
    body: html`<div id="docs" data-document="${document}"></div>
<noscript>The browsable page needs scripts; <a href="${document}">the document</a> does not.</noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/docs.js"></script>`,
  })
  app.get('/docs', (c) => asPage(c).html(page))
  addAssets(app, '/docs', assets)
}

/** In the package its files lie beside the code; in the sources Swagger UI is a package of its own. */
const isSource = import.meta.url.endsWith('.ts')

const ofOurs = (name: string): string =>
  isSource ? new URL(`./docs-files/${name}`, import.meta.url).href : packaged(name)

const packaged = (name: string): string =>
  new URL(`./dist/docs-files/${name}`, import.meta.resolve('millwright/package.json')).href

const uiStyle = isSource ? import.meta.resolve('swagger-ui-dist/swagger-ui.css') : packaged('swagger-ui.css')
const uiScript = isSource
  ? import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js')
  : packaged('swagger-ui-bundle.js')

const assets: ReadonlyMap<string, Asset> = new Map([
  ['docs.js', { url: ofOurs('docs.js'), type: 'text/javascript' }],
  ['docs.css', { url: ofOurs('docs.css'), type: 'text/css' }],
  ['swagger-ui.css', { url: uiStyle, type: 'text/css' }],
  ['swagger-ui-bundle.js', { url: uiScript, type: 'text/javascript' }],
])
