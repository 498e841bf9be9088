import type { Injector } from './injector.ts'
import type { Draft } from './manifest.ts'
import { quota } from './random.ts'

type Rates = {
  readonly name: number
  readonly model: number
  readonly maker: number
  readonly typo: number
  readonly size: number
  readonly caseShare: Readonly<Record<'name' | 'model' | 'maker', number>>
}

const rates: Readonly<Record<'ocm' | 'ppm', Rates>> = {
  ocm: { name: 2, model: 14, maker: 11, typo: 8, size: 612, caseShare: { name: 0, model: 2 / 14, maker: 3 / 11 } },
  ppm: { name: 28, model: 53, maker: 34, typo: 13, size: 1038, caseShare: { name: 0, model: 13 / 53, maker: 18 / 34 } },
}

/** Spaces, variants and typing errors. A value that is varied keeps at least one record with its own spelling. */
export function injectNames(into: Injector, n: number): void {
  const { size, typo, caseShare, ...surplus } = rates[into.register]
  for (const field of ['name', 'model', 'maker'] as const) {
    injectVariants(into, into.keys[field], quota(surplus[field] / size, n), caseShare[field])
  }
  injectTypos(into, quota(typo / size, n))
  if (into.register === 'ocm') return
  const { name } = into.keys
  const spaced = (
    kind: string,
    rate: number,
    change: (text: string) => string,
    fits?: (record: Draft) => boolean,
  ): void => {
    for (const index of into.take(quota(rate / 1038, n), fits))
      into.set(index, kind, name, change(textIn(into, index, name)))
  }
  spaced('name_trailing_space', 64, (text) => `${text} `)
  spaced('name_leading_space', 5, (text) => ` ${text}`)
  spaced(
    'name_inner_double_space',
    82,
    (text) => text.replace(' ', '  '),
    (record) => String(record[name]).includes(' '),
  )
}

const textIn = (into: Injector, index: number, key: string): string => String(into.records[index]?.[key])

// One new spelling per value, so that every injected row is one surplus spelling.
function injectVariants(into: Injector, key: string, count: number, caseShare: number): void {
  const varied = new Set<unknown>()
  const byCase = Math.floor(count * caseShare + 0.5)
  for (let at = 0; at < count; at++) {
    const vary = at < byCase ? otherCase : otherSigns
    const fits = (record: Draft): boolean => {
      const value = record[key]
      return !varied.has(value) && into.holders(key, value) > 1 && vary(String(value)) !== value
    }
    const index = takeOne(into, fits)
    if (index === undefined) return
    const original = textIn(into, index, key)
    varied.add(original)
    into.set(index, 'surplus_spelling', key, vary(original), original)
  }
}

const otherCase = (text: string): string => text.charAt(0) + text.slice(1).toLowerCase()

function otherSigns(text: string): string {
  if (text.includes(' ')) return text.replace(' ', '-')
  return text.includes('-') ? text.replace('-', ' ') : text
}

// A letter that was left out, in names long enough to stay more than 90 % alike; each name is mistyped once.
function injectTypos(into: Injector, count: number): void {
  const { name } = into.keys
  const mistyped = new Set<unknown>()
  for (let at = 0; at < count; at++) {
    const fits = (record: Draft): boolean => {
      const value = String(record[name])
      const isLong = value.length > 8 && !/\d| MACHINE$/.test(value)
      return isLong && !mistyped.has(value) && into.holders(name, value) > 1
    }
    const index = takeOne(into, fits)
    if (index === undefined) return
    const original = textIn(into, index, name)
    mistyped.add(original)
    const middle = original.length - 3
    into.set(index, 'name_typo', name, original.slice(0, middle) + original.slice(middle + 1), original)
  }
}

/** The number of different values runs out in large files; then fewer variants are made. */
function takeOne(into: Injector, fits: (record: Draft) => boolean): number | undefined {
  try {
    return into.take(1, fits)[0]
  } catch {
    return undefined
  }
}
