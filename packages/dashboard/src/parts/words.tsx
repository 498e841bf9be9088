import type { ReactNode } from 'react'
import type { RunState, StepView, Verdict } from 'millwright/view'
import { Badge, type Tone } from './basics.tsx'

const verdictTones: Readonly<Record<Verdict, Tone>> = {
  PROVED: 'ok',
  'APPLIED, NOT PROVED': 'warn',
  REFUSED: 'warn',
  PAUSED: 'info',
  FAILED: 'bad',
  REVERTED: 'info',
}

export const VerdictBadge = ({ word }: { readonly word: Verdict }): ReactNode => (
  <Badge tone={verdictTones[word]}>{word}</Badge>
)

const stateTones: Readonly<Partial<Record<RunState, Tone>>> = {
  running: 'info',
  verifying: 'info',
  pausing: 'info',
  paused: 'info',
  failed: 'bad',
  proved: 'ok',
  applied: 'warn',
  reverted: 'info',
}

/** A run in one word: its verdict, and its state where it has none or where that says more. */
export function RunBadge({
  state,
  verdict,
}: {
  readonly state: RunState
  readonly verdict: Verdict | null
}): ReactNode {
  if (verdict === null || state === 'reverted' || state === 'running')
    return <Badge tone={stateTones[state] ?? 'quiet'}>{state}</Badge>
  return <VerdictBadge word={verdict} />
}

const stepWords: Readonly<Record<StepView['state'], readonly [Tone, string]>> = {
  queued: ['quiet', 'queued'],
  running: ['info', 'running'],
  ok: ['ok', 'done'],
  failed: ['bad', 'failed'],
}

export const StepBadge = ({ state }: { readonly state: StepView['state'] }): ReactNode => (
  <Badge tone={stepWords[state][0]}>{stepWords[state][1]}</Badge>
)
