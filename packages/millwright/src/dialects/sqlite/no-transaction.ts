import { scan } from './scan.ts'

/** Whether a statement fails, or does nothing, inside of a transaction. */
export function needsNoTransaction(statement: string): boolean {
  const [first = '', second = '', third = ''] = firstWords(statement)
  if (first === 'pragma') return idlePragmas.has(third === '.' ? (firstWords(statement)[3] ?? '') : second)
  return aloneStatements.has(first)
}

const aloneStatements = new Set(['vacuum', 'attach', 'detach', 'begin', 'commit', 'end', 'rollback'])

// Inside of a transaction these are ignored, fail, or take effect on the next one only. https://sqlite.org/pragma.html
const idlePragmas = new Set([
  'foreign_keys',
  'journal_mode',
  'synchronous',
  'wal_checkpoint',
  'locking_mode',
  'temp_store',
  'temp_store_directory',
  'auto_vacuum',
  'page_size',
  'encoding',
])

function firstWords(statement: string): readonly string[] {
  const words: string[] = []
  for (const { kind, start, end } of scan(statement)) {
    if (kind === 'space' || kind === 'comment') continue
    words.push(unquoted(statement.slice(start, end).toLowerCase()))
    if (words.length === 4) break
  }
  return words
}

const unquoted = (word: string): string => word.replace(/^["`[](.*)["`\]]$/s, '$1')
