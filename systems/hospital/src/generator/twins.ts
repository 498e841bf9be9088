import type { Injector } from './injector.ts'
import type { Draft } from './manifest.ts'

/** The kinds of stress that need two records: the second is made a twin of the first. */
export function twinKinds(into: Injector, count: number): void {
  const { serial, name } = into.keys
  pairs(into, count, 'no_duplicate', 'NO', (of) => of['NO'])
  pairs(
    into,
    count,
    'serial_case_twin',
    serial,
    (of) => String(of[serial]).toLowerCase(),
    (of) => /^[A-Z]/.test(String(of[serial])),
  )
  pairs(into, count, 'serial_space_twin', serial, (of) => String(of[serial]).replace(/^../, '$& '))
  const spare = (record: Draft): boolean => into.holders(name, record[name]) > 1
  for (let pair = 0; pair < count; pair++) {
    const [of] = into.take(1, spare) as [number]
    into.put(of, name, 'APPAREIL CARDI\u00c9')
    const [index] = into.take(1, spare) as [number]
    into.set(index, 'text_decomposed_accent', name, 'APPAREIL CARDIE\u0301', of)
  }
}

type Fits = (record: Draft) => boolean

function pairs(
  into: Injector,
  count: number,
  kind: string,
  field: string,
  twin: (of: Draft) => unknown,
  fits?: Fits,
): void {
  for (const [index, of] of take(into, count, fits)) into.set(index, kind, field, twin(into.records[of] as Draft), of)
}

function take(into: Injector, count: number, fits: Fits = () => true): readonly (readonly [number, number])[] {
  const rows = into.take(2 * count, fits)
  return Array.from({ length: count }, (_, pair) => {
    const [a, b] = [rows[2 * pair] as number, rows[2 * pair + 1] as number]
    return a < b ? ([b, a] as const) : ([a, b] as const)
  })
}
