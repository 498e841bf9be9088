export type Found = { readonly path: string; readonly member: unknown }
type Test = (member: unknown, key: string) => boolean

/** The first member of a value (or the value itself) that passes a test, with the path to it. */
export function findPath(
  value: unknown,
  test: Test,
  at: { readonly path: string; readonly key: string } = top,
): Found | undefined {
  const { path, key } = at
  if (test(value, key)) return { path, member: value }
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, member] of Object.entries(value)) {
    const found = findPath(member, test, { path: path === '' ? name : `${path}.${name}`, key: name })
    if (found !== undefined) return found
  }
  return undefined
}

const top = { path: '', key: '' }
