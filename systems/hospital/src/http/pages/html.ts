import type { Caller } from '../../accounts/caller.ts'
import { type Html, html, type Operation, pageOf } from 'millwright/http'

/** What is here, who asks, and where to go. */
export const homePage = (caller: Caller, operations: readonly Operation[]): Html =>
  pageOf({
    title: 'Hospital equipment',
    head: html`<link rel="stylesheet" href="/assets/style.css">`,
    body: html`<h1>Hospital equipment</h1>
<p class="said" role="status"></p>
${caller.isSignedIn ? greeting(caller) : signInForm}
${caller.mustReset ? passwordForm : html``}
${caller.isSignedIn && !caller.mustReset ? contents(caller, operations) : html``}
<p><a href="/docs">Documentation of the API</a> · <a href="/api/openapi.json">OpenAPI document</a> · <a href="/api/health">Health</a></p>
<script src="/assets/home.js"></script>`,
  })

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
