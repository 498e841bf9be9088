import type { Injector } from './injector.ts'
import type { Draft } from './manifest.ts'
import { quota } from './random.ts'
import { injectNames } from './spellings.ts'

/** The dirt of the real files, at their rates. */
export function injectReal(into: Injector): void {
  const n = into.records.length
  if (into.register === 'ppm') injectEngineers(into, n)
  if (into.register === 'ocm') injectPlaceholders(into, n)
  injectTwins(into, n)
  injectNumbers(into, n)
  injectLogs(into, n)
  if (into.register === 'ocm') injectModels(into, n)
  injectNames(into, n)
}

// The real ones stand in one block of rows, 103 to 187 of 1,038, and one row elsewhere.
function injectEngineers(into: Injector, n: number): void {
  const count = quota(56 / 1038, n)
  const from = Math.floor(n / 10)
  const block = Array.from({ length: Math.min(count, n - from) }, (_, at) => from + at)
  into.reserve(block)
  const day = (): string => into.random.pick(['45795', '45819', '45820'])
  for (const index of block)
    into.set(index, { kind: 'engineer_spreadsheet_number', field: 'PPM_Q_II.engineer', injected: day() })
  for (const index of into.take(1))
    into.set(index, { kind: 'engineer_spreadsheet_number', field: 'PPM_Q_IV.engineer', injected: day() })
  for (const index of into.take(quota(1 / 1038, n)))
    into.set(index, { kind: 'engineer_na', field: 'PPM_Q_IV.engineer', injected: 'N/A' })
}

function injectPlaceholders(into: Injector, n: number): void {
  const dense = into.take(quota(0.41, n))
  const spaced = into.take(quota(0.015, n))
  const first = Number((into.records[0] as Draft)['NO'])
  const number = (at: number): number => first + at
  for (const [at, index] of dense.entries())
    into.set(index, { kind: 'serial_placeholder', field: into.keys.serial, injected: `N-A ${number(at)}` })
  for (const [at, index] of spaced.entries()) {
    into.set(index, {
      kind: 'serial_placeholder',
      field: into.keys.serial,
      injected: `N- A ${number(dense.length + at)}`,
    })
  }
  duplicatePlaceholders(into, dense, quota(2 / 612, n))
}

// The real pairs lie in different departments: collapsed spaces had made two different serials one.
function duplicatePlaceholders(into: Injector, placeholders: readonly number[], pairs: number): void {
  const [departments, left] = [into.records.map((record) => record['Department']), [...placeholders]]
  for (let pair = 0; pair < pairs; pair++) {
    const first = left.shift() as number
    const at = left.findIndex((index) => departments[index] !== departments[first])
    const [second] = left.splice(Math.max(at, 0), 1) as [number]
    const [of, index] = first < second ? [first, second] : [second, first]
    into.set(index, {
      kind: 'serial_duplicate_exact',
      field: into.keys.serial,
      injected: into.records[of]?.[into.keys.serial],
      of,
    })
  }
}

function injectTwins(into: Injector, n: number): void {
  const pairs = quota(into.register === 'ocm' ? 11 / 612 : 13 / 1038, n)
  const rows = into.take(2 * pairs)
  for (let pair = 0; pair < pairs; pair++) {
    const [of, index] = [rows[2 * pair] as number, rows[2 * pair + 1] as number]
    into.set(index, {
      kind: 'serial_hash_twin',
      field: into.keys.serial,
      injected: `${String(into.records[of]?.[into.keys.serial])}#`,
      of,
    })
  }
}

function injectNumbers(into: Injector, n: number): void {
  const { serial } = into.keys
  const base = Number((into.records[0] as Draft)['NO'])
  for (const [at, index] of into.take(quota(into.register === 'ocm' ? 1 / 612 : 33 / 1038, n)).entries()) {
    into.set(index, {
      kind: 'serial_has_slash',
      field: serial,
      injected: `${2000 + (at % 20)}/${into.register === 'ocm' ? 60_000_000 + base + at : 20_000_000 + base + at}`,
    })
  }
  if (into.register === 'ocm') return
  const lost = (at: number): string => String((base + at) % 100_000).padStart(5, '0')
  for (const [at, index] of into.take(quota(16 / 1038, n)).entries()) {
    into.set(index, {
      kind: 'serial_lossy_scientific',
      field: serial,
      injected: `${1 + (Math.floor((base + at) / 100_000) % 9)}.${lost(at)}E+11`,
    })
  }
  for (const index of into.take(1))
    into.set(index, { kind: 'serial_decimal', field: serial, injected: `0.09${String(12_072 + base)}` })
}

function injectLogs(into: Injector, n: number): void {
  const { log } = into.keys
  const pairs = quota(into.register === 'ocm' ? 18 / 612 : 8 / 1038, n)
  const rows = into.take(2 * pairs)
  for (let pair = 0; pair < pairs; pair++) {
    const [of, index] = [rows[2 * pair] as number, rows[2 * pair + 1] as number]
    into.set(index, { kind: 'log_duplicate', field: log, injected: into.records[of]?.[log], of })
  }
  if (into.register === 'ppm') return
  for (const [at, index] of into.take(quota(2 / 612, n)).entries()) {
    const no = (into.records[index] as Draft)['NO']
    into.set(index, {
      kind: 'log_not_4_digits',
      field: log,
      injected: at % 2 === 1 || at > 800 ? `LOG_${String(no)}` : String(100 + at),
    })
  }
}

function injectModels(into: Injector, n: number): void {
  const { model } = into.keys
  const movable = (record: Draft): boolean => into.holders(model, record[model]) > 1
  const change = (kind: string, count: number, value: string): void => {
    for (let at = 0; at < count; at++)
      into.set(into.take(1, movable)[0] as number, { kind, field: model, injected: value })
  }
  change('model_spreadsheet_date', quota(1 / 612, n), '15-Oct')
  change('model_date_like', quota(3 / 612, n), '82-01-20')
}
