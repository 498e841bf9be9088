type Place = { readonly keys: Set<string> | undefined; name: string; items: number }

export type Duplicate = { readonly key: string; readonly path: string }

/** Names the first key that stands twice in an object of a valid JSON text. Slow: asked only when it is known that there is one. */
export function findDuplicateKey(raw: string): Duplicate {
  const stack: Place[] = []
  for (const { 0: token, index } of raw.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    if (token === '{' || token === '[') stack.push({ keys: token === '{' ? new Set() : undefined, name: '', items: 0 })
    else if (token === '}' || token === ']') stack.pop()
    else if (token === ',') countItem(stack.at(-1))
    else if (isName(raw, index + token.length)) {
      const duplicate = addName(stack, JSON.parse(token) as string)
      if (duplicate !== undefined) return duplicate
    }
  }
  return { key: '', path: '' }
}

function addName(stack: readonly Place[], key: string): Duplicate | undefined {
  const top = stack.at(-1) as Place
  const isTwice = top.keys?.has(key)
  top.keys?.add(key)
  top.name = key
  return isTwice === true ? { key, path: pathOf(stack) } : undefined
}

function countItem(place: Place | undefined): void {
  if (place !== undefined) place.items++
}

const isName = (raw: string, at: number): boolean => {
  const pattern = /\s*:/y
  pattern.lastIndex = at
  return pattern.test(raw)
}

const pathOf = (stack: readonly Place[]): string =>
  stack.map(({ keys, name, items }) => (keys === undefined ? String(items) : name)).join('.')
