import { foldText } from '../text.ts'

const alike = 0.9
const mostNames = 5_000

/**
 * Pairs of names that are almost the same: more than 90 % of their letters in common order, once unit numbers are left out.
 * A pair says nothing about the devices: CTG MACHINE and ECG MACHINE are alike and different. More than 5,000 names are not compared.
 */
export function nearPairs(names: readonly string[]): readonly (readonly [string, string])[] {
  const distinct = spokenForms(names).sort((a, b) => a.form.length - b.form.length)
  if (distinct.length > mostNames) return []
  return distinct.flatMap((one, at) =>
    partnersOf(one, distinct, at + 1).map((other) => [one.name, other.name] as const),
  )
}

type Spoken = { readonly name: string; readonly form: string }

/** One form per folded name, signs as spaces and the unit left out; the longest one, since it still shows its words. */
function spokenForms(names: readonly string[]): Spoken[] {
  const forms = new Map<string, Spoken>()
  for (const name of names) {
    const form = name
      .replace(/ \d{1,3}$/, '')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .toUpperCase()
    const key = foldText(form)
    if (form.length > (forms.get(key)?.form.length ?? 0)) forms.set(key, { name, form })
  }
  return [...forms.values()]
}

function partnersOf({ form }: Spoken, sorted: readonly Spoken[], from: number): readonly Spoken[] {
  const partners: Spoken[] = []
  for (let at = from; at < sorted.length; at++) {
    const other = sorted[at] as Spoken
    if ((2 * form.length) / (form.length + other.form.length) <= alike) break
    if (similarity(form, other.form) > alike) partners.push(other)
  }
  return partners
}

/** Twice the length of the longest common subsequence over the sum of the lengths: 1 for equal texts. */
export function similarity(a: string, b: string): number {
  if (a.length + b.length === 0) return 1
  return (2 * commonLength(a, b)) / (a.length + b.length)
}

function commonLength(a: string, b: string): number {
  const best = new Uint16Array(b.length + 1)
  for (let i = 0; i < a.length; i++) {
    let diagonal = 0
    for (let j = 0; j < b.length; j++) {
      const above = best[j + 1] as number
      best[j + 1] = a[i] === b[j] ? diagonal + 1 : Math.max(above, best[j] as number)
      diagonal = above
    }
  }
  return best[b.length] as number
}
