/** The HTML report is a whole page by itself, and data in it stays data. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { segmentsOf } from '../../src/report/html-bars.ts'
import { html } from '../../src/report/html-tag.ts'
import { reportHtml } from '../../src/report/html.ts'
import { reportOf } from '../../src/report/report.ts'
import type { Report } from '../../src/report/document.ts'
import { counters, news, sampleInput, viewOf } from './sample.ts'

const failed = viewOf([
  ...news.slice(0, -1),
  {
    type: 'failed',
    code: 'RUN120',
    text: { what: 'It stopped.', state: 'Nothing was kept.', does: 'Nothing.', next: 'Try again.' },
    migration: '0002_registers',
    step: 'ppm',
    driver: 'UNIQUE constraint failed',
  },
])
const report = reportOf(sampleInput())
const page = reportHtml(report)

/** The page's tags without the values of their attributes: what is left when all data is taken away. */
const skeleton = (text: string): string =>
  (text.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '=')).join('\n')

/** Every text of the report that is data, replaced; words of a closed list stay. */
function withData(whole: Report, data: string): Report {
  const closed =
    /^(?:PROVED|FAILED|up|down|sql|move|load|ok|failed|open|running|queued|note|zero|keeps|info|warning|error|critical|exact|rejected|merged)$/
  const swap = (value: unknown): unknown => {
    if (typeof value === 'string') return closed.test(value) ? value : data
    if (Array.isArray(value)) return value.map(swap)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, swap(member)]))
  }
  return swap(whole) as Report
}

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '</style><style>*{display:none}</style>',
  '</pre></section><h1>PROVED</h1>',
  '<!-- ',
  ']]>',
  '&lt;script&gt;&#60;b&#62;',
  'javascript:alert(1)',
  '`${alert(1)}`',
  '\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c',
  'nul \u0000 escape \u001b[31m osc \u001b]8;;http://x\u0007 c1 \u009b31m del \u007f',
  'line one\r\nline two\u2028three',
  'half a pair \ud800 and \udc00',
  'https://example.com/ <a href="https://example.com">x</a>',
]

describe('data stays data', () => {
  test.each(hostile)('%j in every place', (data) => {
    for (const whole of [report, reportOf(sampleInput(failed))]) {
      const text = reportHtml(withData(whole, data))
      expect(skeleton(text)).toBe(skeleton(reportHtml(withData(whole, 'plain'))))
      expect(
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(text),
      ).toBe(false)
      expect(text.isWellFormed()).toBe(true)
    }
  })

  test('what was typed can be read', () => {
    expect(reportHtml(withData(report, '<b>&"'))).toContain('<h1><bdi>&lt;b&gt;&amp;&quot;</bdi></h1>')
    expect(reportHtml(withData(report, 'a\u001bb\u202ec'))).toContain(String.raw`<h1><bdi>a\u001bb\u202ec</bdi></h1>`)
  })

  test('only pieces of HTML are taken as they are', () => {
    expect(html`<p title="${'"x"'}">${'<i>'}${html`<b>${1}</b>`}${[html`a`, html`b`]}</p>`.markup).toBe(
      '<p title="&quot;x&quot;">&lt;i&gt;<b>1</b>ab</p>',
    )
    const forged = { markup: '<script>' } as unknown as string
    expect(html`${forged}${[forged] as never}`.markup).toBe('[object Object][object Object]')
  })
})

describe('one file by itself', () => {
  test('has no script, no handler, no link to anywhere', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|<object|<base|\son\w+=|javascript:|@import|url\(/i)
    expect(page).not.toMatch(/(?:src|href)="(?!#)/)
    expect(page).not.toMatch(/\sstyle="/)
  })

  test('allows itself its own style and nothing else', () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'")
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`)
  })

  test('opens and closes every element', () => {
    const open: string[] = []
    for (const [, slash, name = ''] of page.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
      if (['meta', 'br'].includes(name)) continue
      if (slash === '') open.push(name)
      else expect(open.pop()).toBe(name)
    }
    expect(open).toEqual([])
  })

  test('is the same file for the same facts', () => {
    expect(reportHtml(reportOf(sampleInput()))).toBe(page)
  })
})

describe('for every reader', () => {
  test('tables have captions and scopes, labels point at headings, identifiers are unique', () => {
    expect(page.match(/<table>/g)?.length).toBe(page.match(/<caption>/g)?.length)
    expect(page).not.toMatch(/<th(?! scope=| class="[^"]*" scope=)[ >]/)
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, id] of page.matchAll(/aria-labelledby="([^"]*)"/g)) expect(ids).toContain(id)
    expect(page).toContain('<a class="skip" href="#verdict">')
    expect(page.match(/<h1>/g)).toHaveLength(1)
  })

  test('colour never speaks alone', () => {
    expect(page).toContain('<h2 id="verdict-word">PROVED</h2>')
    expect(page).toContain('✕ does not hold')
    expect(page).toContain('<title>ocm: 612 read = 590 inserted + 14 merged + 5 filtered + 3 rejected</title>')
  })

  test('shows a step whose ledger does not balance, in the total too', () => {
    const open = news.map((each) =>
      each.type === 'stepDone' ? { ...each, counters: counters(10, { inserted: each.step === 'ocm' ? 12 : 8 }) } : each,
    )
    const text = reportHtml(reportOf(sampleInput(viewOf(open))))
    expect(text).toContain('✕ 2 too many')
    expect(text).toContain('✕ 2 unaccounted for')
    expect(text).toContain('✕ a step does not balance')
    expect(text).toContain('Do not trust this verdict')
  })
})

describe('bars', () => {
  test('are cut in proportion', () => {
    expect(segmentsOf(counters(4, { inserted: 3, rejected: 1 }))).toEqual([
      { name: 'inserted', x: 0, width: 750 },
      { name: 'rejected', x: 750, width: 250 },
    ])
  })

  test('show one record among millions and stay within the bar', () => {
    const [, one] = segmentsOf(counters(5_000_000, { inserted: 4_999_999, rejected: 1 }))
    expect(one?.width).toBeGreaterThan(5)
    expect((one?.x ?? 0) + (one?.width ?? 0)).toBeLessThanOrEqual(1000.001)
  })

  test('stay partly empty while records are missing', () => {
    expect(segmentsOf(counters(10, { inserted: 5 }))).toEqual([{ name: 'inserted', x: 0, width: 500 }])
    expect(segmentsOf(counters(0))).toEqual([])
  })
})
