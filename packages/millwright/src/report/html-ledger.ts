import { type Counters, type Outcome, outcomes } from '../kernel/counters.ts'
import { formatCount } from '../kernel/text.ts'
import type { Report, ReportItem, ReportStep } from './document.ts'
import { outcomeBar } from './html-bars.ts'
import { mark, scroll } from './html-pieces.ts'
import { type Html, html, when } from './html-tag.ts'
import { balanceWords, ledgerWords, rateWords, timeWords } from './words.ts'

/** Items and steps with what became of every record, and the line that says whether the books close. */
export const ledgerSection = (report: Report): Html => html`<section class="card" aria-labelledby="ledger">
<h2 id="ledger">Ledger</h2>
<p>Every record that was read is accounted for once: inserted, updated, deleted, unchanged, merged, filtered or rejected.</p>
${scroll('Ledger table', ledgerTable(report))}
${when(hasRecords(report), () => bars(report))}
</section>`

const hasRecords = ({ ledger }: Report): boolean => ledger.counters.read > 0

const ledgerTable = ({ items, ledger }: Report): Html => html`<table>
<caption>${items.length === 1 ? 'One migration' : `${formatCount(items.length)} migrations`} in the order of the plan</caption>
<thead><tr><th scope="col">Step</th><th scope="col">State</th><th scope="col" class="n">Read</th>${outcomes.map(
  (name) => html`<th scope="col" class="n">${capital(name)}</th>`,
)}<th scope="col">Balance</th><th scope="col" class="n">Time</th><th scope="col" class="n">Rate</th></tr></thead>
${items.map(itemRows)}
<tfoot><tr><th scope="row" colspan="2">Balance of all steps</th>${figures(ledger.counters)}<td colspan="3">${balance(
  ledger.counters,
  ledger.balanced,
)}</td></tr>
<tr><td colspan="12" class="words">${ledgerWords(ledger.counters)}</td></tr></tfoot>
</table>`

const capital = (word: Outcome): string => word.charAt(0).toUpperCase() + word.slice(1)

const itemRows = (item: ReportItem): Html => html`<tbody>
<tr class="item"><th scope="rowgroup"><bdi>${item.migration}</bdi></th><td>${mark(item.state)}</td><td colspan="8" class="quiet">${item.kind}, ${
  item.direction
}${item.steps.length === 0 ? ', no records to count' : ''}</td><td class="n">${timeWords(item.ms)}</td><td></td></tr>
${item.steps.map(stepRow)}
</tbody>
`

const stepRow = ({ name, kind, state, counters, balanced, ms, rowsPerSecond }: ReportStep): Html =>
  html`<tr><th scope="row" class="step"><bdi>${name}</bdi> <span class="quiet">${kind}</span></th><td>${mark(state)}</td>${figures(
    counters,
  )}<td>${balance(counters, balanced)}</td><td class="n">${timeWords(ms)}</td><td class="n">${rateWords(
    counters.read === 0 ? null : rowsPerSecond,
  )}</td></tr>
`

const figures = (counters: Counters): readonly Html[] =>
  [counters.read, ...outcomes.map((outcome) => counters[outcome])].map(
    (count) => html`<td class="${count === 0 ? 'n zero' : 'n'}">${formatCount(count)}</td>`,
  )

const balance = (counters: Counters, isBalanced: boolean): Html =>
  isBalanced
    ? html`<span class="mark good">✓ balanced</span>`
    : html`<span class="mark bad">✕ ${unbalancedWords(counters)}</span>`

/** Two steps may be wrong by the same number in opposite directions; the sum must not hide that. */
const unbalancedWords = (counters: Counters): string =>
  balanceWords(counters) === 'balanced' ? 'a step does not balance' : balanceWords(counters)

const bars = ({ items }: Report): Html => html`<h3 id="outcomes">What became of the records</h3>
<ul class="legend" aria-hidden="true">${outcomes.map((name) => html`<li><span class="key ${name}"></span>${name}</li>`)}</ul>
<div class="bars">
${items.flatMap((item) => item.steps.filter(({ counters }) => counters.read > 0).map((step) => figure(item, step)))}
</div>`

const figure = ({ migration }: ReportItem, { name, counters }: ReportStep): Html => html`<figure>
<figcaption><strong><bdi>${name}</bdi></strong> <span class="quiet"><bdi>${migration}</bdi></span><br>${ledgerWords(counters)}</figcaption>
${outcomeBar(name, counters)}
</figure>
`
