import { type Counters, outcomes } from '../kernel/counters.ts'
import { type Html, html } from './html-tag.ts'
import { ledgerWords } from './words.ts'

const full = 1000
const least = 6

type Segment = { readonly name: string; readonly x: number; readonly width: number }

/** One bar, as long as the records that were read, cut into what became of them; its title says the same in words. */
export const outcomeBar = (name: string, counters: Counters): Html =>
  html`<svg class="bar" role="img" viewBox="0 0 1000 16" preserveAspectRatio="none" aria-label="${name}: ${ledgerWords(counters)}">
<title>${name}: ${ledgerWords(counters)}</title>
<rect class="rest" x="0" y="0" width="1000" height="16"></rect>
${segmentsOf(counters).map(
  ({ name: outcome, x, width }) =>
    html`<rect class="${outcome}" x="${x.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="16"></rect>`,
)}
</svg>`

/** Segments in proportion, except that a single record among millions still shows. */
export function segmentsOf(counters: Counters): readonly Segment[] {
  const parts = outcomes.filter((name) => counters[name] > 0).map((name) => ({ name, count: counters[name] }))
  const whole = Math.max(
    counters.read,
    parts.reduce((sum, { count }) => sum + count, 0),
  )
  const wanted = parts.map(({ count }) => Math.max(least, (count / whole) * full))
  const scale = Math.min(1, full / wanted.reduce((sum, width) => sum + width, 0))
  let x = 0
  return parts.map(({ name }, at) => {
    const segment = { name, x, width: (wanted[at] ?? 0) * scale }
    x += segment.width
    return segment
  })
}
