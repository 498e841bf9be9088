import { models, organizationTypes, partTypes, userRoles } from './policy.ts'

/** What of a policy is not what it can be, and what it can be. */
export type PolicyFault = { readonly given: string; readonly wanted: string }

type Test = (value: unknown, path: string) => PolicyFault | undefined

const fault = (value: unknown, path: string, wanted: string): PolicyFault => ({
  given: `${path === '' ? '' : `${path} = `}${JSON.stringify(value)}`,
  wanted,
})

const oneOf =
  (words: readonly string[]): Test =>
  (value, path) =>
    typeof value === 'string' && words.includes(value) ? undefined : fault(value, path, words.join(' or '))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every member passes the test. */
const all =
  (test: Test): Test =>
  (value, path) => {
    if (!isObject(value)) return fault(value, path, 'an object')
    return first(Object.entries(value).map(([name, member]) => test(member, `${path}.${name}`)))
  }

const first = (faults: readonly (PolicyFault | undefined)[]): PolicyFault | undefined =>
  faults.find((one) => one !== undefined)

const part: Test = (value, path) => {
  if (!isObject(value)) return fault(value, path, 'an object with type and unit')
  const { type, unit = '', ...others } = value
  if (Object.keys(others).length > 0) return fault(value, path, 'an object with type and unit, and nothing else')
  if (typeof unit !== 'string') return fault(unit, `${path}.unit`, 'a text')
  return oneOf(partTypes)(type, `${path}.type`)
}

const tests: Readonly<Record<string, Test>> = {
  organizations: all(oneOf(organizationTypes)),
  roleMap: all(oneOf(userRoles)),
  emptyRole: oneOf(userRoles),
  parts: all(part),
  models: all(oneOf(models)),
}

/** The first fault of something that should be a policy; undefined when it is one. */
export function policyFault(policy: unknown): PolicyFault | undefined {
  if (!isObject(policy)) return fault(policy, '', 'an object')
  return first(
    Object.entries(policy).map(([name, value]) =>
      Object.hasOwn(tests, name)
        ? (tests[name] as Test)(value, name)
        : fault(value, name, `one of ${Object.keys(tests).join(', ')}`),
    ),
  )
}
