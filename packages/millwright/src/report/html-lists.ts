import { type Severity, severities } from '../kernel/finding.ts'
import { formatCount, plural } from '../kernel/text.ts'
import type { Report, ReportFinding, Section } from './document.ts'
import { level, mark, rawLines, scroll } from './html-pieces.ts'
import { type Html, html, when } from './html-tag.ts'
import { findingsWords } from './words.ts'

const titles: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  error: 'Errors',
  warning: 'Warnings',
  info: 'Notes',
}

/** What the checks found in the data, the gravest first. */
export const findingsSection = ({ findings }: Report): Html => html`<section class="card" aria-labelledby="findings">
<h2 id="findings">Findings</h2>
<p>${findings.length === 0 ? 'Nothing was found.' : `${findingsWords(findings)}.`}</p>
${severities.toReversed().map((severity) =>
  findingsOf(
    severity,
    findings.filter((finding) => finding.severity === severity),
  ),
)}
</section>`

const findingsOf = (severity: Severity, findings: readonly ReportFinding[]): Html =>
  when(
    findings.length > 0,
    () => html`<h3>${titles[severity]}</h3>
<ul class="findings">
${findings.map(findingItem)}
</ul>
`,
  )

const findingItem = (
  finding: ReportFinding,
): Html => html`<li>${level(finding.severity)} <code>${finding.code}</code> <strong><bdi>${
  finding.subject
}</bdi></strong>${when(finding.rows !== null, () => html` <span class="quiet">${plural(finding.rows ?? 0, 'row')}</span>`)}
<p>${finding.message}</p>
${rawLines(finding.samples)}
${when(finding.answer !== null, () => html`<p>Answer: <code>${finding.answer ?? ''}</code></p>`)}
</li>
`

/** A system's own section, such as its checklist. */
export const extraSection = (
  { title, rows }: Section,
  at: number,
): Html => html`<section class="card" aria-labelledby="extra-${at}">
<h2 id="extra-${at}">${title}</h2>
${scroll(
  title,
  html`<table>
<caption>${plural(rows.length, 'row')}</caption>
<thead><tr><th scope="col">What</th><th scope="col">State</th><th scope="col">Value</th><th scope="col">Detail</th></tr></thead>
<tbody>
${rows.map(
  ({ label, value, state, detail }) =>
    html`<tr class="${state === 'failed' ? 'failed' : ''}"><th scope="row">${label}</th><td>${mark(state)}</td><td class="value">${value}</td><td>${detail ?? ''}</td></tr>\n`,
)}
</tbody>
</table>`,
)}
</section>
`

/** What was compared and, just as important, what was not. */
export const comparedSection = ({ compared, notCompared }: Report): Html => html`<div class="two">
<section class="card" aria-labelledby="compared"><h2 id="compared">Compared</h2>${textList(compared, 'Nothing was compared.')}</section>
<section class="card" aria-labelledby="not-compared"><h2 id="not-compared">Not compared</h2>${textList(notCompared, 'Nothing was left out.')}</section>
</div>`

const textList = (texts: readonly string[], none: string): Html =>
  texts.length === 0 ? html`<p>${none}</p>` : html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`

export const nextSection = ({ next }: Report): Html =>
  when(
    next.length > 0,
    () => html`<section class="card" aria-labelledby="next">
<h2 id="next">What to type next</h2>
<dl class="commands">${next.map(({ command, purpose }) => html`<div><dt><code>${command}</code></dt><dd>${purpose}</dd></div>`)}</dl>
</section>`,
  )

/** Where the report comes from, and the seal of the run's event log. */
export const footer = ({ environment, format }: Report): Html => html`<footer>
<p>Written by Millwright ${environment.version} on ${environment.runtime}; report format ${format}.</p>
${when(
  environment.events !== null,
  () =>
    html`<p>Event log: ${formatCount(environment.events?.count ?? 0)} events, the last one sealed with <code>${environment.events?.head ?? ''}</code></p>`,
)}
</footer>`
