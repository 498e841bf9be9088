import { html } from 'hono/html'
import type { Caller } from '../../accounts/caller.ts'
import type { Operation } from '../openapi.ts'

type Html = ReturnType<typeof html>

const page = (title: string, body: Html, head: Html = html``): Html =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
${body}
</body>
</html>
`

const plain = html`<link rel="stylesheet" href="/assets/style.css">`

/** What is here, who asks, and where to go. */
export const homePage = (caller: Caller, operations: readonly Operation[]): Html =>
  page(
    'Hospital equipment',
    html`<h1>Hospital equipment</h1>
<p class="said" role="status"></p>
${caller.isSignedIn ? greeting(caller) : signInForm}
${caller.mustReset ? passwordForm : html``}
${caller.isSignedIn && !caller.mustReset ? contents(caller, operations) : html``}
<p><a href="/docs">Documentation of the API</a> · <a href="/api/openapi.json">OpenAPI document</a> · <a href="/api/health">Health</a></p>
<script src="/assets/home.js"></script>`,
    plain,
  )

const greeting = ({ actor, role = '' }: Caller): Html =>
  html`<p class="who"><span>You are <strong>${actor}</strong>${role === actor ? '' : html`, ${role}`}.</span> <button id="sign-out">Sign out</button></p>`

const signInForm = html`<form id="sign-in">
<label>User name <input name="username" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button>
</form>`

const passwordForm = html`<p>Choose a new password first: at least 12 characters.</p>
<form id="new-password">
<label>Current password <input name="current_password" type="password" autocomplete="current-password" required></label>
<label>New password <input name="new_password" type="password" autocomplete="new-password" minlength="12" required></label>
<button>Change</button>
</form>`

/** What can be looked at by following a link, as far as the caller's role goes. */
function contents({ permissions }: Caller, operations: readonly Operation[]): Html {
  const open = operations.filter(
    ({ verb, path, permission }) => verb === 'get' && !path.includes('{') && permissions.has(permission),
  )
  return html`${Object.entries(Object.groupBy(open, ({ tag }) => tag)).map(
    ([tag, links = []]) => html`<h2>${tag}</h2>
<ul>${links.map(({ path, summary }) => html`<li><a href="${path}">${path}</a> – ${summary}</li>`)}</ul>`,
  )}`
}

/** The page on which the documentation is shown. */
export const docsPage: Html = page(
  'Hospital equipment: API',
  html`<div id="docs"></div>
<noscript>The browsable page needs scripts; <a href="/api/openapi.json">the document</a> does not.</noscript>
<script src="/assets/swagger-ui-bundle.js"></script>
<script src="/assets/docs.js"></script>`,
  html`<link rel="stylesheet" href="/assets/swagger-ui.css">`,
)

/** After the link of the terminal: the browser goes on from a page of ours, so that it brings its new cookie along. */
export const welcomePage: Html = page(
  'Signed in',
  html`<h1>You are signed in as the local operator.</h1>
<p><a href="/">Go on</a></p>`,
  plain,
)

/** For a link that opens nothing. */
export const usedLinkPage: Html = page(
  'This link opens nothing',
  html`<h1>This link opens nothing.</h1>
<p>It works once, and for a quarter of an hour. Start the server anew for another one, or <a href="/">sign in</a>.</p>`,
  plain,
)
