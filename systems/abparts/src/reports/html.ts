/** Markup of this code; everything else that is put into a page is text. */
export class Html {
  readonly markup: string
  constructor(markup: string) {
    this.markup = markup
  }
}

type Hole = string | number | boolean | null | Html | readonly Html[]

/** Builds markup. What is put in is escaped, unless it is markup itself. */
export const html = (strings: TemplateStringsArray, ...holes: readonly Hole[]): Html =>
  new Html(strings.map((text, at) => text + (at < holes.length ? markupOf(holes[at] as Hole) : '')).join(''))

function markupOf(hole: Hole): string {
  if (hole instanceof Html) return hole.markup
  if (isList(hole)) return hole.map(markupOf).join('')
  return escaped(String(hole ?? '–'))
}

const isList = (hole: Hole): hole is readonly Html[] => Array.isArray(hole)

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Controls and marks that turn the reading direction are shown, not obeyed. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, shown)
    .replaceAll(/[&<>"']/g, (char) => entities[char] ?? '')

const shown = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

const style = html`
:root{color-scheme:light dark;--ink:#1b2430;--quiet:#5b6775;--page:#f4f5f7;--card:#fff;--line:#dfe3e8;--good:#17663a;--warn:#7a4b00;--bad:#a11b1b}
@media (prefers-color-scheme:dark){:root{--ink:#e4e8ee;--quiet:#9aa6b5;--page:#12161c;--card:#1a2029;--line:#303947;--good:#7ed6a0;--warn:#f0c070;--bad:#ff9b94}}
*{box-sizing:border-box}body{margin:0 auto;max-width:76rem;padding:1.5rem 1.25rem;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
section{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.25rem;margin:0 0 1rem;overflow-x:auto}
h1{font-size:1.6rem;margin:0 0 1rem}h2{font-size:1.15rem;margin:0 0 .5rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .7rem .3rem 0;border-top:1px solid var(--line);overflow-wrap:break-word}
th[scope=row]+td{overflow-wrap:anywhere}
th{color:var(--quiet);font-weight:500}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.word{font-size:1.5rem;font-weight:700;margin:0}
code{font-family:ui-monospace,monospace;font-size:.875em}@media print{body{background:#fff}}`

export type Tone = 'good' | 'warn' | 'bad'

/** The word at the head of a page, and what it says. */
export type Verdict = { readonly word: string; readonly tone: Tone; readonly why: string }

/** A whole page that needs nothing from outside and no script. */
export function page(title: string, { word, tone, why }: Verdict, sections: readonly Html[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}: ${word}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
<section><p class="word ${tone}">${word}</p><p>${why}</p></section>
${sections}
</body>
</html>
`.markup
}

export const section = (title: string, body: Html): Html => html`<section><h2>${title}</h2>${body}</section>
`

export type Cell = string | number | boolean | null | Html

/** A table; numbers stand on the right. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  if (rows.length === 0) return html`<p>None.</p>`
  const isNumber = (at: number): boolean => rows.every((row) => typeof row[at] === 'number')
  const kind = (at: number): string => (isNumber(at) ? 'n' : '')
  const head = heads.map((name, at) => html`<th class="${kind(at)}">${name}</th>`)
  const body = rows.map(
    (row) => html`<tr>${row.map((cell, at) => html`<td class="${kind(at)}">${cell}</td>`)}</tr>
`,
  )
  return html`<table><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table>`
}

/** Names and values. */
export const facts = (pairs: readonly (readonly [string, Cell])[]): Html =>
  html`<table><tbody>${pairs.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`

export const mark = (isGood: boolean, words: readonly [good: string, bad: string]): Html =>
  html`<span class="${isGood ? 'good' : 'bad'}">${isGood ? words[0] : words[1]}</span>`
