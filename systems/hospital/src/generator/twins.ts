import type { Injector } from './injector.ts'
import type { Draft } from './manifest.ts'

type Twin = {
  readonly kind: string
  readonly field: string
  readonly value: (of: Draft) => unknown
  readonly fits?: (record: Draft) => boolean
}

/** The kinds of stress that need two records: the second is made a twin of the first. */
export function twinKinds(into: Injector, count: number): void {
  const { serial } = into.keys
  const text = (of: Draft): string => String(of[serial])
  injectTwins(into, count, { kind: 'no_duplicate', field: 'NO', value: (of) => of['NO'] })
  injectTwins(into, count, {
    kind: 'serial_case_twin',
    field: serial,
    value: (of) => text(of).toLowerCase(),
    fits: (record) => /^[A-Z]/.test(text(record)),
  })
  injectTwins(into, count, { kind: 'serial_space_twin', field: serial, value: (of) => text(of).replace(/^../, '$& ') })
  injectAccents(into, count)
}

// The earlier record is the original: its position is the smaller one.
function injectTwins(into: Injector, count: number, { kind, field, value, fits }: Twin): void {
  const rows = into.take(2 * count, fits)
  for (let pair = 0; pair < count; pair++) {
    const [of, index] = rows.slice(2 * pair, 2 * pair + 2).sort((a, b) => a - b) as [number, number]
    into.set(index, { kind, field, injected: value(into.records[of] as Draft), of })
  }
}

// One name with a composed letter, its twin with the letter and its accent apart: the same text to every reader.
function injectAccents(into: Injector, count: number): void {
  const { name } = into.keys
  const spare = (record: Draft): boolean => into.holders(name, record[name]) > 1
  for (let pair = 0; pair < count; pair++) {
    const [of] = into.take(1, spare) as [number]
    into.put(of, name, 'APPAREIL CARDI\u00c9')
    const [index] = into.take(1, spare) as [number]
    into.set(index, { kind: 'text_decomposed_accent', field: name, injected: 'APPAREIL CARDIE\u0301', of })
  }
}
