import type { Severity } from '../kernel/finding.ts'
import { type Html, html } from './html-tag.ts'

/** A box that a wide table can be moved in, also by keyboard. */
export const scroll = (label: string, content: Html): Html =>
  html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`

const states = {
  ok: ['good', '✓ ok'],
  failed: ['bad', '✕ failed'],
  running: ['calm', '… running'],
  queued: ['calm', '– queued'],
  open: ['warn', '? to do'],
  note: ['calm', '· note'],
} as const

/** A state as sign and word; the colour only repeats what they say. */
export function mark(state: keyof typeof states): Html {
  const [tone, words] = states[state]
  return html`<span class="mark ${tone}">${words}</span>`
}

const levels = { critical: 'bad', error: 'bad', warning: 'warn', info: 'calm' } as const

export const level = (severity: Severity): Html => html`<span class="mark ${levels[severity]}">${severity}</span>`

/** Raw data, one sample per line. */
export const rawLines = (samples: readonly string[]): Html =>
  samples.length === 0 ? html`` : html`<pre>${samples.join('\n')}</pre>`
