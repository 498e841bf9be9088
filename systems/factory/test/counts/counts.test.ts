import { describe, expect, test } from 'vitest'
import { type CountRecord, countOf, type Figures } from '../../src/counts/counts.ts'
import { type QualityRecord, qualityEventOf } from '../../src/counts/quality.ts'
import type { Outcome } from '../../src/reference/outcome.ts'

const codeOf = (outcome: Outcome<unknown>): string => {
  if (outcome.kind !== 'row') return `${outcome.kind} ${outcome.code}`
  return ['row', ...(outcome.notes ?? []).map(({ code }) => code)].join(' ')
}

const figures = (text: string): Figures => {
  const [total, good, defective] = text.split(' ').map((part) => (part === '-' ? null : Number(part)))
  return { total: total ?? null, good: good ?? null, defective: defective ?? null }
}

const count = (text: string, change: Partial<CountRecord> = {}): CountRecord => ({
  ...figures(text),
  isKnownUnit: true,
  isInWindow: true,
  isKept: true,
  kept: figures(text),
  ...change,
})

describe('a production count', () => {
  test.each([
    ['10 9 1', { totalCount: 10, goodCount: 9, rejectCount: 1 }, 'row'],
    ['- 9 1', { totalCount: 10, goodCount: 9, rejectCount: 1 }, 'row CNT_NULL_FILLED'],
    ['10 - 1', { totalCount: 10, goodCount: 9, rejectCount: 1 }, 'row CNT_NULL_FILLED'],
    ['10 9 -', { totalCount: 10, goodCount: 9, rejectCount: 1 }, 'row CNT_NULL_FILLED'],
    ['10 - -', { totalCount: 10, goodCount: 10, rejectCount: 0 }, 'row CNT_NULL_FILLED'],
    ['- 9 -', { totalCount: 9, goodCount: 9, rejectCount: 0 }, 'row CNT_NULL_FILLED'],
    ['10 10 2', { totalCount: 10, goodCount: 8, rejectCount: 2 }, 'row CNT_UNBALANCED'],
    ['1 1 3', { totalCount: 1, goodCount: 0, rejectCount: 3 }, 'row CNT_UNBALANCED'],
    ['10 7 1', { totalCount: 10, goodCount: 7, rejectCount: 1 }, 'row CNT_RESIDUAL'],
  ])('of %s', (text, row, code) => {
    const outcome = countOf(count(text))
    expect(outcome).toMatchObject({ kind: 'row', row })
    expect(codeOf(outcome)).toBe(code)
  })

  test('is judged step by step, and the first that applies names it', () => {
    const all = { isKnownUnit: false, isInWindow: false, isKept: false }
    expect(codeOf(countOf(count('-1 0 0', all)))).toBe('refused CNT_ORPHAN')
    expect(codeOf(countOf(count('-1 0 0', { ...all, isKnownUnit: true })))).toBe('refused CNT_NEGATIVE')
    expect(codeOf(countOf(count('1 0 0', { ...all, isKnownUnit: true })))).toBe('refused CNT_OUT_OF_WINDOW')
    expect(codeOf(countOf(count('0 0 0', { isKept: false })))).toBe('dropped CNT_DUP_IDENTICAL')
    expect(codeOf(countOf(count('0 0 0', { isKept: false, kept: figures('1 1 0') })))).toBe('dropped CNT_DUP_CORRECTED')
    expect(codeOf(countOf(count('0 0 0')))).toBe('dropped CNT_ZERO')
    expect(codeOf(countOf(count('- - -')))).toBe('dropped CNT_ZERO')
  })

  test('is the same as another one by what its figures mean', () => {
    expect(codeOf(countOf(count('10 - 1', { isKept: false, kept: figures('10 9 1') })))).toBe(
      'dropped CNT_DUP_IDENTICAL',
    )
  })
})

const quality: QualityRecord = {
  id: 'q',
  isKnownUnit: true,
  isInWindow: true,
  defectCount: 2,
  disposition: 'reject',
  defectSeverity: null,
  typeCode: 'DC-01',
  typeCategory: 'SURFACE',
  typeSeverity: 'major',
}

describe('a quality event', () => {
  test.each([
    ['reject', 'SCRAP'],
    ['rework', 'REWORK'],
    ['accept', 'DEFECT'],
    ['use-as-is', 'DEFECT'],
    ['constructor', 'DEFECT'],
    [null, 'DEFECT'],
  ])('of the disposition %s is %s', (disposition, eventType) => {
    expect(qualityEventOf({ ...quality, disposition })).toMatchObject({
      kind: 'row',
      row: { id: 'q', eventType, defectCode: 'DC-01', defectCategory: 'SURFACE', quantity: 2, severity: 'MAJOR' },
    })
  })

  test('D21: without a type it stays, and is said', () => {
    const outcome = qualityEventOf({ ...quality, typeCode: null, typeCategory: null, typeSeverity: null })
    expect(outcome).toMatchObject({ kind: 'row', row: { defectCode: 'UNKNOWN', defectCategory: null, severity: null } })
    expect(codeOf(outcome)).toBe('row QLT_NO_TYPE')
  })

  test('its own severity goes before that of its type, and an unknown one is none', () => {
    expect(qualityEventOf({ ...quality, defectSeverity: 'critical' })).toMatchObject({ row: { severity: 'CRITICAL' } })
    const odd = qualityEventOf({ ...quality, defectSeverity: 'odd' })
    expect(odd).toMatchObject({ row: { severity: null } })
    expect(codeOf(odd)).toBe('row QLT_SEVERITY')
  })

  test('a measurement is none, and what stands nowhere is refused', () => {
    expect(codeOf(qualityEventOf({ ...quality, defectCount: 0, isKnownUnit: false }))).toBe('dropped QLT_MEASUREMENT')
    expect(codeOf(qualityEventOf({ ...quality, isKnownUnit: false }))).toBe('refused QLT_ORPHAN')
    expect(codeOf(qualityEventOf({ ...quality, defectCount: -1 }))).toBe('refused QLT_NEGATIVE')
    expect(codeOf(qualityEventOf({ ...quality, isInWindow: false }))).toBe('refused QLT_OUT_OF_WINDOW')
  })
})
