import { formatCount, plural } from '../kernel/text.ts'
import type { RejectSample, Report, ReportRejectGroup } from './document.ts'
import { type Html, html, when } from './html-tag.ts'
import { fateWords } from './words.ts'

/** Records that were not loaded as rows of their own, grouped by rule and path, with raw samples. */
export const rejectsSection = ({ rejects, run }: Report): Html => html`<section class="card" aria-labelledby="rejects">
<h2 id="rejects">Rejects</h2>
${rejects.groups.length === 0 ? html`<p>No record was rejected or merged.</p>` : groupList(rejects)}
${when(rejects.leftOut > 0, () => html`<p>And ${plural(rejects.leftOut, 'more group')}: <code>millwright rejects list ${run.id}</code></p>`)}
</section>`

const groupList = ({ groups, rejected, merged }: Report['rejects']): Html =>
  html`<p>${plural(rejected, 'record')} rejected, ${formatCount(merged)} merged into twins.</p>
${groups.map(group)}`

const group = (rejects: ReportRejectGroup): Html => html`<article class="group">
<h3><span class="count">${formatCount(rejects.rows)} ×</span> <code>${rejects.rule}</code>${when(
  rejects.path !== '',
  () => html` at <code>${rejects.path}</code>`,
)}</h3>
<p>${rejects.message} <span class="quiet">${fateWords(rejects)}, in <bdi>${rejects.migration}</bdi> / <bdi>${rejects.step}</bdi></span></p>
<pre>${rejects.samples.map(sample).join('\n')}</pre>
</article>
`

function sample({ source, record, raw }: RejectSample): string {
  const place = [source, record === null ? null : `#${record}`].filter((part) => part !== null).join(' ')
  return place === '' ? raw : `${place}  ${raw}`
}
