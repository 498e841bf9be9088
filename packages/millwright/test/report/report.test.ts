/** The report says what the ledger holds: nothing more, in the same order every time. */
import { describe, expect, test } from 'vitest'
import type { RunNews } from '../../src/ledger/events.ts'
import { reportJson, reportOf } from '../../src/report/report.ts'
import { counters, news, sampleInput, viewOf } from './sample.ts'

const report = reportOf(sampleInput())

describe('report', () => {
  test('tells the verdict with its exit code and its reason', () => {
    expect(report.verdict).toEqual({ word: 'PROVED', exitCode: 0, why: 'Every check that must hold does.' })
    expect(report.doubts).toEqual([])
  })

  test('masks the password of the target and of the command', () => {
    expect(report.run.target).toBe('postgres://mover:***@db/hospital')
    expect(report.run.command).toBe('millwright up --url postgres://mover:***@db/hospital')
    expect(reportJson(report)).not.toContain('s3cret')
  })

  test('adds the ledger up and gives every step its rate', () => {
    expect(report.ledger).toEqual({
      counters: counters(1650, { inserted: 1620, updated: 8, merged: 14, filtered: 5, rejected: 3 }),
      balanced: true,
    })
    expect(report.items[1]?.steps[1]).toEqual({
      name: 'ppm',
      kind: 'load',
      state: 'ok',
      counters: counters(1038, { inserted: 1030, updated: 8 }),
      balanced: true,
      total: null,
      ms: 2000,
      rowsPerSecond: 519,
    })
  })

  test('groups the rejects, with raw samples on one line', () => {
    const { groups, ...counts } = report.rejects
    expect(counts).toEqual({ rejected: 3, merged: 14, leftOut: 0 })
    expect(groups[0]?.samples[1]).toEqual({
      source: 'ocm.json',
      record: 90,
      raw: String.raw`{"serial":"SN-2",\n"installation_date":"05/06/2025"}`,
    })
    expect(groups[1]?.samples).toEqual([{ source: null, record: null, raw: '{"serial":"SN-0042"}' }])
  })

  test('cuts what is too long and leaves out what is too much, and says so', () => {
    const [group] = sampleInput().rejects
    if (group === undefined) throw new Error('the sample has no rejects')
    const { samples: _samples, ...bare } = group
    const rejects = Array.from({ length: 203 }, () => ({ ...bare, raw: 'x'.repeat(5000) }))
    const big = reportOf({ ...sampleInput(), rejects })
    expect([big.rejects.groups.length, big.rejects.leftOut, big.rejects.rejected]).toEqual([200, 3, 609])
    expect(big.rejects.groups[0]?.samples[0]?.raw).toHaveLength(400)
  })

  test('gives the proof of the backup, or the reason why there is none', () => {
    expect(report.backup).toMatchObject({ made: true, proof: { at: '2026-01-31T02:00:02.000Z', ms: 312 } })
    const without = viewOf([{ type: 'backupSkipped', reason: 'The database was empty.' }])
    expect(reportOf(sampleInput(without)).backup).toEqual({ made: false, reason: 'The database was empty.' })
    expect(reportOf(sampleInput(viewOf([]))).backup).toEqual({ made: false, reason: 'The run records no backup.' })
  })

  test('does not call a copy proved that was never restored', () => {
    const { provedAt: _at, proofMs: _ms, ...backup } = viewOf(news).backup ?? never()
    expect(reportOf(sampleInput(viewOf([{ type: 'backupProved', backup }]))).backup).toMatchObject({ proof: null })
  })

  test('has no verdict while the run has not ended', () => {
    const open = reportOf(sampleInput(viewOf(news.slice(0, -1))))
    expect(open.verdict).toEqual({ word: null, exitCode: null, why: 'The run has not ended.' })
    expect(open.next[0]).toEqual({ command: 'millwright resume', purpose: 'go on where the run stopped' })
  })

  test('keeps the order of its members', () => {
    expect(Object.keys(report)).toEqual(
      'format verdict doubts run failure ledger items checks rejects findings backup compared notCompared sections next environment'.split(
        ' ',
      ),
    )
    expect(reportJson(reportOf(sampleInput()))).toBe(reportJson(report))
  })

  test('a check that was made again counts with its last answer', () => {
    const held = news.map(
      (each): RunNews => (each.type === 'check' ? { ...each, result: { ...each.result, ok: true } } : each),
    )
    const again = [...news, ...held.filter(({ type }) => type === 'check')]
    expect(reportOf(sampleInput(viewOf(again))).checks.map(({ ok }) => ok)).toEqual([true, true])
  })

  test('escapes in the JSON file what could fool a terminal, without losing it', () => {
    const why = 'ends \u001b[31m\u009b0m\u202e here'
    const text = reportJson(reportOf(sampleInput(viewOf([{ type: 'verdict', verdict: 'FAILED', why, ms: 1 }]))))
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(text)).toBe(false)
    expect((JSON.parse(text) as typeof report).verdict.why).toBe(why)
  })
})

describe('doubts', () => {
  const doubtsAfter = (change: (list: typeof news) => typeof news) => reportOf(sampleInput(viewOf(change(news)))).doubts

  test('a step whose ledger does not balance', () => {
    const open = doubtsAfter((list) =>
      list.map((each) =>
        each.type === 'stepDone' && each.step === 'ocm' ? { ...each, counters: counters(612) } : each,
      ),
    )
    expect(open).toEqual(['The ledger of 0002_registers/ocm does not balance.'])
  })

  test('a check that must hold and does not', () => {
    const failed = doubtsAfter((list) =>
      list.map((each) => (each.type === 'check' ? { ...each, result: { ...each.result, ok: false } } : each)),
    )
    expect(failed).toEqual(['The check "serials stay unique" of 0002_registers does not hold.'])
  })

  test('work that was not done', () => {
    expect(doubtsAfter((list) => list.filter(({ type }) => type !== 'itemDone'))).toEqual([
      '0001_schema is running, not done.',
      '0002_registers is running, not done.',
    ])
  })

  test('none beside a verdict that promises nothing', () => {
    const unproved = doubtsAfter((list) =>
      list
        .filter(({ type }) => type !== 'itemDone')
        .map((each) => (each.type === 'verdict' ? { ...each, verdict: 'APPLIED, NOT PROVED' } : each)),
    )
    expect(unproved).toEqual([])
  })
})

const never = (): never => {
  throw new Error('the sample has no backup')
}
