import { createHash } from 'node:crypto'
import type { Report } from './document.ts'
import { backupSection } from './html-backup.ts'
import { checksSection } from './html-checks.ts'
import { banner, doubtsBox, failureSection, runFacts, summary } from './html-head.ts'
import { ledgerSection } from './html-ledger.ts'
import { comparedSection, extraSection, findingsSection, footer, nextSection } from './html-lists.ts'
import { rejectsSection } from './html-rejects.ts'
import { style } from './html-style.ts'
import { type Html, html } from './html-tag.ts'

/**
 * The report as one HTML file that needs nothing else: no script, no link to anywhere, its own content security policy.
 * Every piece of data in it is a text node.
 */
export function reportHtml(report: Report): string {
  const title = `${report.verdict.word ?? 'No verdict yet'}: ${report.run.target}`
  return `<!doctype html>\n${page(title, body(report)).markup}\n`
}

const page = (title: string, content: Html): Html => html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} · Millwright</title>
<style>${style}</style>
</head>
${content}
</html>`

// The policy names the style by its hash, so that not even a style can be smuggled in.
const styleHash = createHash('sha256').update(style.markup).digest('base64')
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`

const body = (report: Report): Html => html`<body>
<a class="skip" href="#verdict">Skip to the verdict</a>
<header class="top">
<p class="brand">Millwright <span>${report.run.rehearsal ? 'rehearsal report' : 'run report'}</span></p>
<h1><bdi>${report.run.target}</bdi></h1>
</header>
<main>
${banner(report)}
${doubtsBox(report)}
${failureSection(report)}
${summary(report)}
${runFacts(report)}
${ledgerSection(report)}
${checksSection(report)}
${rejectsSection(report)}
${findingsSection(report)}
${report.sections.map(extraSection)}
${backupSection(report)}
${comparedSection(report)}
${nextSection(report)}
</main>
${footer(report)}
</body>`
