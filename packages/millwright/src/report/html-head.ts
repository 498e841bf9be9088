import { formatCount } from '../kernel/text.ts'
import type { Verdict } from '../ledger/states.ts'
import type { Report } from './document.ts'
import { type Html, html, when } from './html-tag.ts'
import { checksWords, findingsWords, instantWords, timeWords, verdictWord } from './words.ts'

type Tone = 'good' | 'warn' | 'bad' | 'calm'

const looks: Readonly<Record<Verdict, readonly [Tone, sign: string]>> = {
  PROVED: ['good', '✓'],
  'APPLIED, NOT PROVED': ['warn', '!'],
  REFUSED: ['warn', '!'],
  PAUSED: ['calm', 'II'],
  FAILED: ['bad', '✕'],
  REVERTED: ['calm', '↺'],
}

/** The verdict in words, with its sign and its exit code. */
export function banner({ verdict, doubts }: Report): Html {
  const [tone, sign] =
    doubts.length > 0 ? (['bad', '?'] as const) : verdict.word === null ? (['calm', '…'] as const) : looks[verdict.word]
  const exit = verdict.exitCode === null ? 'no exit code yet' : `exit code ${verdict.exitCode}`
  return html`<section id="verdict" class="banner ${tone}" aria-labelledby="verdict-word" tabindex="-1">
<span class="sign" aria-hidden="true">${sign}</span>
<div>
<p class="label">Verdict <span>· ${exit}</span></p>
<h2 id="verdict-word">${verdictWord(verdict)}</h2>
<p>${verdict.why}</p>
</div>
</section>`
}

export const doubtsBox = ({ doubts }: Report): Html =>
  when(
    doubts.length > 0,
    () => html`<section class="card bad" aria-labelledby="doubts">
<h2 id="doubts">Do not trust this verdict</h2>
<p>The facts of the ledger speak against it:</p>
<ul>${doubts.map((doubt) => html`<li>${doubt}</li>`)}</ul>
</section>`,
  )

/** What went wrong, in the four sentences of every error. */
export function failureSection({ failure }: Report): Html {
  if (failure === null) return html``
  const { code, what, state, does, next, migration, step, driver } = failure
  return html`<section class="card bad" aria-labelledby="failure">
<h2 id="failure">Failure <code>${code}</code></h2>
<p class="lead">${what}</p>
<dl class="pairs">
${pair('Where', [migration, step].filter((name) => name !== null).join(' / ') || null)}
${pair('State of the data', state)}
${pair('What Millwright does', does)}
${pair('What to do', next)}
${pair('The database’s words', driver)}
</dl>
</section>`
}

const pair = (term: string, text: string | null): Html =>
  when(text !== null, () => html`<div><dt>${term}</dt><dd>${text ?? ''}</dd></div>`)

/** The figures one looks for first. */
export const summary = (report: Report): Html => html`<section aria-labelledby="summary">
<h2 id="summary" class="hidden">Summary</h2>
<dl class="tiles">
${tile('Records read', formatCount(report.ledger.counters.read), report.ledger.balanced ? 'the ledger balances' : 'THE LEDGER DOES NOT BALANCE')}
${tile('Rejected', formatCount(report.ledger.counters.rejected), `${formatCount(report.ledger.counters.merged)} merged into twins`)}
${tile('Checks', checkTile(report), checksWords(report.checks))}
${tile('Findings', formatCount(report.findings.length), findingsWords(report.findings))}
${tile('Time', timeWords(report.run.ms), report.run.ms === null ? 'not ended' : 'from start to verdict')}
</dl>
</section>`

const checkTile = ({ checks }: Report): string => `${checks.filter(({ ok }) => ok).length} / ${checks.length}`

const tile = (name: string, value: string, note: string): Html =>
  html`<div><dt>${name}</dt><dd><strong>${value}</strong> <span>${note}</span></dd></div>
`

export const runFacts = ({ run, environment }: Report): Html => html`<section class="card" aria-labelledby="run">
<h2 id="run">The run</h2>
<dl class="pairs">
${pair('Run', run.id)}
${pair('Plan', run.plan)}
${pair('Command', run.command)}
${pair('By', run.actor)}
${pair('Started', instantWords(run.startedAt))}
${pair('Finished', instantWords(run.finishedAt))}
${pair('Database', environment.database)}
${pair('Epoch', `${run.epoch}${run.resumed ? ', resumed after a stop' : ''}`)}
</dl>
</section>`
