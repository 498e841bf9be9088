import type { Events } from '../ledger/events.ts'
import type { StepContext, StepEnd } from '../steps/context.ts'

/** How often is asked whether others keep up, and how long is waited before it is asked again, in milliseconds. */
const askMs = 1000
const waitMs = 500

/** The same news of a step, which takes its next batch only when nobody is left behind; says why it waits. */
export async function* throttled(context: StepContext, news: Events<StepEnd>): Events<StepEnd> {
  let asked = context.clock.ticks()
  for (;;) {
    const next = await news.next()
    if (next.done === true) return next.value
    yield next.value
    if (next.value.type !== 'progress' || context.clock.ticks() - asked < askMs) continue
    yield* untilCalm(context)
    asked = context.clock.ticks()
  }
}

/** A pause that somebody asks for meanwhile is left to the step: it ends at the same boundary. */
async function* untilCalm(context: StepContext): Events<void> {
  const { dialect, db, clock } = context
  for (let told: string | undefined; ; ) {
    const reason = await dialect.pressure?.(db)
    if (reason === undefined || (await context.isPauseWanted())) return
    if (reason !== told) yield { type: 'waiting', reason }
    told = reason
    await clock.sleep(waitMs)
  }
}
