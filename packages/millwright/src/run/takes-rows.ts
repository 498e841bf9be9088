const quoted = ['"(?:[^"]|"")*"', '`(?:[^`]|``)*`', '\\[[^\\]]*\\]'].join('|')
const name = String.raw`(?:${quoted}|[\p{L}\p{N}_$]+)`
const verbs = String.raw`drop\s+table(?:\s+if\s+exists)?|delete\s+from|truncate(?:\s+table)?|replace\s+into|or\s+replace\s+into|alter\s+table`
const target = new RegExp(String.raw`\b(?:${verbs})\s+(${name}(?:\s*\.\s*${name})?)`, 'giu')
const silent = new RegExp(String.raw`--[^\n]*|/\*[\s\S]*?\*/|'(?:[^']|'')*'|(${quoted})`, 'gu')

/**
 * The tables from which a script itself may take rows: it drops, renames, empties or replaces in them by name. A name that
 * only stands in a comment, a text, or as a column says nothing.
 */
export function takesRowsFrom(script: string): ReadonlySet<string> {
  const spoken = script.replaceAll(
    silent,
    (piece, identifier: string | undefined) => identifier ?? (piece.startsWith("'") ? "''" : ' '),
  )
  return new Set([...spoken.matchAll(target)].map(([, found = '']) => plainName(found)))
}

// The last part of a dotted name, without its quotes, as the database compares it.
function plainName(text: string): string {
  const parts = text.match(new RegExp(name, 'giu')) ?? []
  const last = parts.at(-1) ?? ''
  const open = last[0]
  if (open === '"' || open === '`')
    return last
      .slice(1, -1)
      .replaceAll(open + open, open)
      .toLowerCase()
  return (open === '[' ? last.slice(1, -1) : last).toLowerCase()
}
