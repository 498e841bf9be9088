import { formatCount } from '../kernel/text.ts'
import type { Report, ReportCheck } from './document.ts'
import { level, rawLines, scroll } from './html-pieces.ts'
import { type Html, html, when } from './html-tag.ts'
import { checksWords } from './words.ts'

/** Every check with its values before and after, the failed ones first. */
export const checksSection = ({ checks }: Report): Html => html`<section class="card" aria-labelledby="checks">
<h2 id="checks">Checks</h2>
${checks.length === 0 ? html`<p>No checks were made. Nothing about the data is proved.</p>` : scroll('Checks table', checkTable(checks))}
</section>`

const checkTable = (checks: readonly ReportCheck[]): Html => html`<table>
<caption>${checks.length === 1 ? 'One check' : `${checks.length} checks`}: ${checksWords(checks)}</caption>
<thead><tr><th scope="col">Check</th><th scope="col">Answer</th><th scope="col">Compared</th><th scope="col" class="n">Before</th><th scope="col" class="n">After</th><th scope="col" class="n">Differences</th></tr></thead>
<tbody>
${[...checks.filter(({ ok }) => !ok), ...checks.filter(({ ok }) => ok)].map(checkRows)}
</tbody>
</table>`

const checkRows = (check: ReportCheck): Html =>
  html`<tr class="${check.ok ? '' : 'failed'}"><th scope="row"><bdi>${check.name}</bdi><br><span class="quiet">${check.kind}, <bdi>${placeOf(
    check,
  )}</bdi></span></th><td>${answer(check)}</td><td>${check.compared}</td>${value(check.before)}${value(
    check.after,
  )}<td class="${check.differences === 0 ? 'n zero' : 'n'}">${formatCount(check.differences)}</td></tr>
${when(check.samples.length > 0, () => html`<tr class="samples"><td colspan="6">${rawLines(check.samples)}</td></tr>\n`)}`

const placeOf = ({ migration, step }: ReportCheck): string => (step === null ? migration : `${migration} / ${step}`)

const answer = ({ ok, level: severity }: ReportCheck): Html =>
  ok
    ? html`<span class="mark good">✓ holds</span>`
    : html`<span class="mark bad">✕ does not hold</span> ${level(severity)}`

const value = (text: string | null): Html =>
  text === null ? html`<td class="n zero">–</td>` : html`<td class="n value">${text}</td>`
