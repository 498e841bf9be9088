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
    injectVariants(into, into.keys[field], { count: quota(surplus[field] / size, n), caseShare: caseShare[field] })
  }
  injectTypos(into, quota(typo / size, n))
  if (into.register === 'ocm') return
  const { name } = into.keys
  const twoWords = (record: Draft): boolean => String(record[name]).includes(' ')
  const rows = (rate: number, fits?: (record: Draft) => boolean): number[] => into.take(quota(rate / 1038, n), fits)
  respell(into, rows(64), { kind: 'name_trailing_space', change: (text) => `${text} ` })
  respell(into, rows(5), { kind: 'name_leading_space', change: (text) => ` ${text}` })
  respell(into, rows(82, twoWords), { kind: 'name_inner_double_space', change: (text) => text.replace(' ', '  ') })
}

type Respelling = { readonly kind: string; readonly change: (text: string) => string }

function respell(into: Injector, rows: readonly number[], { kind, change }: Respelling): void {
  const { name } = into.keys
  for (const index of rows) into.set(index, { kind, field: name, injected: change(textIn(into, index, name)) })
}

const textIn = (into: Injector, index: number, key: string): string => String(into.records[index]?.[key])

type Variants = { readonly count: number; readonly caseShare: number }

// One new spelling per value, so that every injected row is one surplus spelling.
function injectVariants(into: Injector, key: string, { count, caseShare }: Variants): void {
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
    into.set(index, { kind: 'surplus_spelling', field: key, injected: vary(original), of: original })
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
    into.set(index, {
      kind: 'name_typo',
      field: name,
      injected: original.slice(0, middle) + original.slice(middle + 1),
      of: original,
    })
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
