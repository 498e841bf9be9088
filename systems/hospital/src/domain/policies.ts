import type { DateOrder, QuarterStep } from './dates.ts'

export type Placeholder = `placeholder:${string}`

/** What to do where the data leaves a choice; the defaults lose nothing and invent nothing. */
export type Policies = {
  readonly duplicateSerials: 'fail' | 'quarantine' | 'suffix'
  readonly placeholderSerials: 'suffix' | 'quarantine' | 'fail'
  readonly missingRequired: 'fail' | 'quarantine' | Placeholder
  /** A required text that spells "no value", such as N/A: old files keep it, new entries refuse it. */
  readonly requiredPlaceholders: 'keep' | 'reject'
  readonly invalidDates: 'null+flag' | 'quarantine' | 'fail'
  readonly lossySerials: 'flag' | 'quarantine' | 'fail'
  readonly tooLong: 'fail' | 'quarantine'
  readonly unknownDepartments: 'warn' | 'fail'
  readonly existingRows: 'conflict-fail' | 'source-wins' | 'target-wins'
  readonly dateOrder: DateOrder
  readonly quarterStep: QuarterStep
}

type Choices = { readonly [P in keyof Policies]: readonly Policies[P][] }

/** Every choice of every policy, the default first. */
export const policyChoices: Choices = {
  duplicateSerials: ['fail', 'quarantine', 'suffix'],
  placeholderSerials: ['suffix', 'quarantine', 'fail'],
  missingRequired: ['fail', 'quarantine', 'placeholder:<text>'],
  requiredPlaceholders: ['keep', 'reject'],
  invalidDates: ['null+flag', 'quarantine', 'fail'],
  lossySerials: ['flag', 'quarantine', 'fail'],
  tooLong: ['fail', 'quarantine'],
  unknownDepartments: ['warn', 'fail'],
  existingRows: ['conflict-fail', 'source-wins', 'target-wins'],
  dateOrder: ['DMY', 'MDY'],
  quarterStep: ['P3M', 'P90D'],
}

/** `placeholderSerials` as the flag name `placeholder-serials`. */
export const policyFlag = (policy: keyof Policies): string =>
  policy.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const names = Object.keys(policyChoices) as readonly (keyof Policies)[]

export const defaultPolicies: Policies = Object.freeze(
  Object.fromEntries(names.map((name) => [name, policyChoices[name][0]])),
) as Policies

export type PolicyFault = { readonly flag: string; readonly message: string }
export type ParsedPolicies =
  | { readonly ok: true; readonly policies: Policies }
  | { readonly ok: false; readonly faults: readonly PolicyFault[] }

/**
 * Policies from flags without their dashes, e.g. `{ 'placeholder-serials': 'quarantine' }`; what is left out has its
 * default. An unknown flag or word is a fault.
 *
 * @example parsePolicies({ 'missing-required': 'placeholder:UNKNOWN' })
 */
export function parsePolicies(flags: Readonly<Record<string, string | undefined>>): ParsedPolicies {
  const byFlag = new Map(names.map((name) => [policyFlag(name), name]))
  const chosen: Partial<Record<keyof Policies, string>> = {}
  const faults: PolicyFault[] = []
  for (const [flag, word] of Object.entries(flags)) {
    if (word === undefined) continue
    const name = byFlag.get(flag)
    if (name === undefined) faults.push({ flag, message: `--${flag} is not a policy` })
    else if (isChoice(name, word)) chosen[name] = word
    else faults.push({ flag, message: `--${flag} ${word}: use ${policyChoices[name].join(', ')}` })
  }
  return faults.length > 0
    ? { ok: false, faults }
    : { ok: true, policies: { ...defaultPolicies, ...chosen } as Policies }
}

function isChoice(name: keyof Policies, word: string): boolean {
  if (name === 'missingRequired' && word.startsWith('placeholder:'))
    return word !== 'placeholder:<text>' && word.length > 12
  return (policyChoices[name] as readonly string[]).includes(word)
}
