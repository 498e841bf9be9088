import { cleanQuality, type DataQuality } from '../analytics/elements.ts'
import { type QualityOut, qualityOut } from '../analytics/figures.ts'
import { instantText } from '../analytics/instant-text.ts'
import { type AskedRange, type Range, rangeFrom } from '../analytics/range.ts'
import { findScope, type Scope, type ScopeKind } from '../analytics/scope.ts'
import type { Desk } from './desk.ts'

/** What an answer says of itself. */
export type Meta = {
  readonly from: string | null
  readonly to: string | null
  readonly tz: string
  readonly generatedAt: string
  readonly provisional: boolean
  readonly dataQuality: QualityOut
}

/** What every answer says of itself: its range, and how far the data behind it can be trusted. */
export function metaOf({ now }: Desk, range: Range | undefined, quality: DataQuality = cleanQuality): Meta {
  return {
    from: range === undefined ? null : endText(range, 'from'),
    to: range === undefined ? null : endText(range, 'to'),
    tz: range?.zone ?? 'UTC',
    generatedAt: now().toISOString(),
    provisional: quality.provisional > 0,
    dataQuality: qualityOut(quality),
  }
}

const endText = (range: Range, end: 'from' | 'to'): string =>
  range.kind === 'days' ? range[end] : instantText(range[end], range.zone)

/** A scope with the range that was asked about it. */
export type Subject = { readonly scope: Scope; readonly range: Range }

/** @throws Unanswerable when there is no such scope, or no such range */
export async function subjectOf(
  { db }: Desk,
  { kind, id }: { readonly kind: ScopeKind; readonly id: string },
  asked: AskedRange,
): Promise<Subject> {
  const scope = await findScope(db, kind, id)
  return { scope, range: rangeFrom(asked, scope) }
}
