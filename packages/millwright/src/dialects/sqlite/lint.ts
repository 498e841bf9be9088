import type { Finding, Severity } from '../../kernel/finding.ts'
import { oneLine } from '../../kernel/text.ts'
import { split } from './split.ts'

/** What is known of a script around a statement. */
type Scene = {
  readonly text: string
  readonly at: number
  readonly all: readonly string[]
  readonly isInTransaction: boolean
  readonly foreignKeys: 'on' | 'off'
}

type Danger = {
  readonly code: string
  readonly severity: Severity
  readonly is: (scene: Scene) => boolean
  readonly message: string
  /** The safe form. */
  readonly answer: string
}

const name = '(?:"(?:[^"]|"")+"|`[^`]+`|\\[[^\\]]+\\]|[\\w$]+)'
const matches = (pattern: string): ((scene: Scene) => boolean) => {
  const form = new RegExp(pattern, 'i')
  return ({ text }) => form.test(text)
}
const dropsTable = matches(`^drop\\s+table\\s`)
const dropsColumn = matches(`^alter\\s+table\\s+${name}\\s+drop\\s`)

/** A code never changes its meaning. */
const dangers: readonly Danger[] = [
  {
    code: 'LINT201',
    severity: 'error',
    is: (scene) => dropsTable(scene) && scene.foreignKeys === 'on' && isRemade(scene),
    message:
      'SQLite deletes the rows of a table that is dropped, and ON DELETE takes or changes those that point at them',
    answer: 'a line `-- foreign-keys: off` at the top of the file; the references are checked before the commit',
  },
  {
    code: 'LINT202',
    severity: 'error',
    is: (scene) => scene.isInTransaction && matches('^pragma\\s+(?:\\w+\\.)?foreign_keys\\b')(scene),
    message: 'inside of a transaction this switch does nothing, and says nothing',
    answer: 'a line `-- foreign-keys: off` at the top of the file',
  },
  {
    code: 'LINT203',
    severity: 'warning',
    is: (scene) => dropsColumn(scene) && !scene.all.slice(0, scene.at).some((text) => /^drop\s+index\s/i.test(text)),
    message: 'it fails where an index, a key, a check, a view or a trigger names the column',
    answer: 'drop those first and make them again, or let `millwright generate` write it from the wanted schema',
  },
  {
    code: 'LINT204',
    severity: 'error',
    is: (scene) => isMovedAside(scene),
    message:
      'references of other tables, views and triggers follow the table to its new name and break when that is dropped',
    answer: 'make the new table under another name, copy the rows, drop the old one, and rename the new one',
  },
  {
    code: 'LINT205',
    severity: 'warning',
    is: (scene) => dropsTable(scene) && isRemade(scene) && !scene.all.slice(scene.at).some(makesAgain),
    message: 'indexes and triggers of the old table go with it, and nothing here makes one again',
    answer: 'create them once more behind the rename, where there were any',
  },
  {
    code: 'LINT206',
    severity: 'error',
    is: matches(
      `^alter\\s+table\\s+${name}\\s+add\\s+(?:column\\s+)?(?=[\\s\\S]*\\bnot\\s+null\\b)(?![\\s\\S]*\\b(?:default|generated|as)\\b)`,
    ),
    message: 'SQLite takes no required column without a default',
    answer: 'give it a default, or let `millwright generate` write it with `--fill`',
  },
  {
    code: 'LINT207',
    severity: 'error',
    is: matches('^pragma\\s+(?:\\w+\\.)?writable_schema\\b'),
    message: 'a slip in the text of a schema makes the whole file unreadable',
    answer: 'ALTER TABLE, or a table made anew',
  },
  {
    code: 'LINT208',
    severity: 'error',
    is: (scene) => scene.isInTransaction && matches('^(?:vacuum|(?:attach|detach)\\s)')(scene),
    message: 'it does not work inside of a transaction',
    answer: '`transaction:false` behind `-- migrate:up`',
  },
  {
    code: 'LINT209',
    severity: 'warning',
    is: matches('^(?:insert\\s+or\\s+)?replace\\s+into\\s'),
    message: 'the old row is deleted, and ON DELETE takes or changes those that point at it',
    answer: 'insert … on conflict (key) do update set …',
  },
]

const makesAgain = (text: string): boolean => /^create\s+(?:unique\s+)?(?:index|trigger)\s/i.test(text)

const named = (pattern: string, text: string): readonly string[] =>
  (new RegExp(pattern, 'i').exec(text) ?? [])
    .slice(1)
    .map((written) => written.replace(/^["`[]|["`\]]$/g, '').toLowerCase())

/** Whether another table takes the name of one that is dropped here. */
function isRemade({ text, at, all }: Scene): boolean {
  const [table] = named(`^drop\\s+table\\s+(?:if\\s+exists\\s+)?(${name})`, text)
  return all
    .slice(at + 1)
    .some((each) => named(`^alter\\s+table\\s+${name}\\s+rename\\s+to\\s+(${name})`, each)[0] === table)
}

/** Whether a table gets another name so that a new one takes its own, and is dropped. */
function isMovedAside({ text, at, all }: Scene): boolean {
  const [old, aside] = named(`^alter\\s+table\\s+(${name})\\s+rename\\s+to\\s+(${name})`, text)
  if (old === undefined || all.slice(0, at).some((each) => /^pragma\s+legacy_alter_table\s*=\s*on/i.test(each)))
    return false
  const later = all.slice(at + 1)
  const isMade = later.some(
    (each) => named(`^create\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?(${name})`, each)[0] === old,
  )
  return isMade && later.some((each) => named(`^drop\\s+table\\s+(?:if\\s+exists\\s+)?(${name})`, each)[0] === aside)
}

/** Looks for statements that lose rows or leave references broken; each finding says the safe form. Nothing is executed. */
export async function lint(
  script: string,
  isInTransaction: boolean,
  foreignKeys: 'on' | 'off' = 'on',
): Promise<readonly Finding[]> {
  const statements = split(script)
  const all = statements.map(({ text }) => plain(text))
  if (all.some((text) => text.includes('millwright_guard'))) return [] // written by Millwright, and proved
  return statements.flatMap(({ text, line }, at) =>
    dangers
      .filter(({ is }) => is({ text: all[at] ?? '', at, all, isInTransaction, foreignKeys }))
      .map(({ code, severity, message, answer }) => ({
        code,
        severity,
        subject: `line ${line}: ${oneLine(text, 80)}`,
        message,
        answer,
      })),
  )
}

/** Without comments, and with texts that say nothing. */
const plain = (text: string): string =>
  text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, (piece) => (piece.startsWith("'") ? "''" : ' ')).trim()
