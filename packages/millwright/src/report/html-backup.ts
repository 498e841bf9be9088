import { formatCount } from '../kernel/text.ts'
import type { Report, ReportBackup } from './document.ts'
import { type Html, html } from './html-tag.ts'
import { instantWords, sizeWords, timeWords } from './words.ts'

type Made = Extract<ReportBackup, { made: true }>

/** The backup with its proof, or why there is none. */
export const backupSection = ({ backup }: Report): Html => html`<section class="card" aria-labelledby="backup">
<h2 id="backup">Backup</h2>
${backup.made ? made(backup) : html`<p>There is no backup of this run. ${backup.reason}</p>`}
</section>`

const made = (backup: Made): Html => html`<p>${proofMark(backup)}</p>
<dl class="pairs">
<div><dt>Backup</dt><dd>${backup.id}</dd></div>
<div><dt>File</dt><dd>${backup.path}</dd></div>
<div><dt>Size</dt><dd>${sizeWords(backup.bytes)} (${formatCount(backup.bytes)} bytes)</dd></div>
<div><dt>Content</dt><dd>${formatCount(backup.tables)} tables, ${formatCount(backup.rows)} rows</dd></div>
<div><dt>Created</dt><dd>${instantWords(backup.createdAt)}</dd></div>
<div class="wide"><dt>SHA-256</dt><dd><code>${backup.sha256}</code></dd></div>
</dl>`

function proofMark({ proof }: Made): Html {
  if (proof === null) return html`<span class="mark bad">✕ not proved</span> It was never restored: do not rely on it.`
  const took = proof.ms === null ? '' : ` in ${timeWords(proof.ms)}`
  return html`<span class="mark good">✓ proved by restore</span> Restored and compared with the original at ${instantWords(proof.at)}${took}: equal.`
}
