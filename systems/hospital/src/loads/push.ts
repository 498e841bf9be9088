import type { MoveBuilder } from 'millwright'
import { isRecord } from '../domain/aliases.ts'
import { issue, newNotes, placeOf, refuse, type Result, resultOf } from '../domain/issue.ts'
import { resultShape } from './entries.ts'
import type { Facts } from './params.ts'
import { fileOf, hidden } from './sources.ts'

/** Subscriptions for push messages. Their keys are secrets: no text of this file is kept or shown. */
export const loadPush = (m: MoveBuilder, facts: Facts): string =>
  m.load('push subscriptions', {
    from: hidden(fileOf(facts, 'push_subscriptions.json')),
    to: 'push_subscriptions',
    key: ['endpoint'],
    shape: resultShape(readSubscription),
    map: ({ row }) => ({ ...row, created_at: facts.startedAt }),
    existing: 'keep',
    ignore: ['created_at'],
    minRecords: 0,
  })

type Subscription = { readonly endpoint: string; readonly p256dh: string; readonly auth: string }

function readSubscription(raw: unknown): Result<Subscription> {
  const notes = newNotes()
  const record = isRecord(raw) ? raw : {}
  const keys = isRecord(record['keys']) ? record['keys'] : {}
  const textOf = (from: Readonly<Record<string, unknown>>, key: string): string => {
    const text = from[key]
    if (typeof text === 'string' && text !== '') return text
    refuse(notes, issue('required', placeOf(key)))
    return ''
  }
  const row = { endpoint: textOf(record, 'endpoint'), p256dh: textOf(keys, 'p256dh'), auth: textOf(keys, 'auth') }
  return resultOf(row, notes)
}
