/** Which backups stay: never too few, never the last good one, never one that a run needs. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Manifest } from '../../src/backup/manifest.ts'
import { planRetention } from '../../src/backup/retention.ts'
import { aManifest, aProof } from './support.ts'

const now = new Date('2026-06-30T12:00:00Z')
const dayMs = 24 * 3600_000
const daysAgo = (days: number, more: Partial<Manifest> = {}) =>
  aManifest(new Date(now.getTime() - days * dayMs).toISOString(), more)

describe('planRetention', () => {
  test('names the reason of every decision, newest first', () => {
    const manifests = [
      daysAgo(400),
      daysAgo(1, { label: 'new' }),
      daysAgo(20),
      daysAgo(90, { proof: aProof() }),
      daysAgo(200, { proof: aProof() }),
      daysAgo(300, { run: 'r7' }),
    ]
    const referenced = new Set([daysAgo(300).id])
    expect(planRetention(manifests, { keep: 1, days: 30, referenced }, now)).toEqual([
      { id: daysAgo(1).id, keep: true, because: 'it is one of the newest 1' },
      { id: daysAgo(20).id, keep: true, because: 'it is not older than 30 days' },
      { id: daysAgo(90).id, keep: true, because: 'it is the last one that was proved' },
      { id: daysAgo(200).id, keep: false, because: 'it is older than 30 days' },
      { id: daysAgo(300).id, keep: true, because: 'a run needs it for its way back' },
      { id: daysAgo(400).id, keep: false, because: 'it is older than 30 days' },
    ])
  })

  test('a proof of other bytes is no proof', () => {
    const manifests = [daysAgo(50, { proof: aProof('b'.repeat(64)) }), daysAgo(60, { proof: aProof() })]
    const kept = planRetention(manifests, { keep: 0, days: 30, referenced: new Set() }, now).filter(({ keep }) => keep)
    expect(kept.map(({ id }) => id)).toEqual([daysAgo(60).id])
  })

  test('of one second, the higher number is the newer one', () => {
    const at = daysAgo(40).createdAt
    const ids = ['backup_1_2', 'backup_1', 'backup_1_10'].map((id) => aManifest(at, { id }))
    const decisions = planRetention(ids, { keep: 1, days: 1, referenced: new Set() }, now)
    expect(decisions.map(({ id }) => id)).toEqual(['backup_1_10', 'backup_1_2', 'backup_1'])
  })

  const backups = fc.uniqueArray(
    fc.record({ age: fc.integer({ min: -10, max: 1000 }), proved: fc.boolean(), needed: fc.boolean() }),
    { selector: ({ age }) => age, maxLength: 30 },
  )
  const policies = fc.record({
    keep: fc.oneof(fc.integer({ min: -1, max: 40 }), fc.constant(Number.NaN)),
    days: fc.oneof(fc.integer({ min: -1, max: 1200 }), fc.constant(Number.NaN)),
  })

  test('holds its promises for every set of backups and every policy', () => {
    fc.assert(
      fc.property(backups, policies, (list, { keep, days }) => {
        const made = list.map(({ age, proved }) => daysAgo(age, proved ? { proof: aProof() } : {}))
        const referenced = new Set(list.filter(({ needed }) => needed).map(({ age }) => daysAgo(age).id))
        const decisions = planRetention(made, { keep, days, referenced }, now)
        const kept = new Set(decisions.filter((one) => one.keep).map(({ id }) => id))
        const newest = list.toSorted((a, b) => a.age - b.age)
        const mustStay = [
          ...newest.slice(0, Number.isNaN(keep) ? undefined : Math.max(0, keep)),
          ...newest.filter(({ proved }) => proved).slice(0, 1),
          ...newest.filter(({ needed }) => needed),
          ...newest.filter(({ age }) => !(age > days)),
        ]
        expect(decisions.map(({ id }) => id)).toEqual(newest.map(({ age }) => daysAgo(age).id))
        expect(kept).toEqual(new Set(mustStay.map(({ age }) => daysAgo(age).id)))
      }),
      { numRuns: 500 },
    )
  })

  test('a second look after the removal removes nothing more', () => {
    fc.assert(
      fc.property(backups, policies, (list, { keep, days }) => {
        const policy = { keep, days, referenced: new Set<string>() }
        const made = list.map(({ age, proved }) => daysAgo(age, proved ? { proof: aProof() } : {}))
        const keptIds = new Set(planRetention(made, policy, now).flatMap((one) => (one.keep ? one.id : [])))
        const left = made.filter(({ id }) => keptIds.has(id))
        expect(planRetention(left, policy, now).every((one) => one.keep)).toBe(true)
      }),
    )
  })
})
