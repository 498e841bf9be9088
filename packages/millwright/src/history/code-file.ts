import { realpathSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { causedBy, wordsOf } from '../kernel/problem.ts'
import { isSql } from '../kernel/sql.ts'
import { type CodeHead, headFromText, parentsOf } from './code-head.ts'
import { isMigrationDeclaration, isMoveDeclaration, type MigrationDeclaration } from './define-migration.ts'
import type { Body, Split, Work } from './migration.ts'
import { badDeclaration, cannotImport, contradiction, hiddenHead, notADeclaration } from './problems.ts'

export type CodeFile = { readonly file: string; readonly text: string; readonly checksum: string }

/** Kind and parents of a code file: from its text where that is enough, else by running it. */
export async function readHead(code: CodeFile): Promise<CodeHead> {
  return headFromText(code.text) ?? headOf(code.file, await importDefault(code))
}

/** Runs a code file and returns what it declares; fails when that is not what its text said. */
export async function loadCode(code: CodeFile, split: Split): Promise<Body> {
  const declaration = await importDefault(code)
  const head = headOf(code.file, declaration)
  refuseHidden(code, head)
  return isMigrationDeclaration(declaration) ? bodyOf(code.file, declaration, split) : { kind: 'move', declaration }
}

async function importDefault({ file, checksum }: CodeFile): Promise<unknown> {
  try {
    // A linked file is run where it lies, so that its own imports find what they name.
    const url = `${pathToFileURL(realpathSync(file)).href}?v=${checksum.slice(0, 16)}`
    const module = (await import(/* @vite-ignore */ url)) as { readonly default?: unknown }
    return module.default
  } catch (cause) {
    throw causedBy(cannotImport(file, firstLine(wordsOf(cause))), cause)
  }
}

const firstLine = (words: string): string => (words.split('\n')[0] ?? '').replace(/\.$/, '')

function headOf(file: string, declaration: unknown): CodeHead {
  const isCode = isMigrationDeclaration(declaration)
  if (!isCode && !isMoveDeclaration(declaration)) throw notADeclaration(file)
  refuseBadParents(file, declaration)
  return { kind: isCode ? 'code' : 'move', declared: parentsOf(declaration) }
}

function refuseBadParents(file: string, { parent, parents }: { parent?: unknown; parents?: unknown }): void {
  if (parent !== undefined && typeof parent !== 'string') {
    throw badDeclaration(file, 'parent', "one id: `parent: '0001'`")
  }
  const isList = Array.isArray(parents) && parents.every((id) => typeof id === 'string')
  if (parents !== undefined && !isList)
    throw badDeclaration(file, 'parents', "a list of ids: `parents: ['0001', '0002']`")
}

function refuseHidden({ file, text }: CodeFile, found: CodeHead): void {
  const read = headFromText(text)
  if (read !== undefined && describe(read) !== describe(found)) throw hiddenHead(file, describe(read), describe(found))
}

function describe({ kind, declared }: CodeHead): string {
  const what = kind === 'move' ? 'a move' : 'a migration'
  if (declared === undefined) return `${what} without a parent of its own`
  return declared.length === 0 ? `${what} that is a root` : `${what} with the parent ${declared.join(', ')}`
}

function bodyOf(file: string, declared: MigrationDeclaration, split: Split): Body {
  refuseBadMembers(file, declared)
  const irreversible = reasonOf(file, declared.down)
  const hasDown = declared.down !== undefined && irreversible === undefined
  const { transaction = true, foreignKeys = 'on' } = declared
  if (foreignKeys === 'off' && !transaction) {
    throw contradiction(file, "`foreignKeys: 'off'`, which needs a transaction,", '`transaction: false`')
  }
  const up = workOf(declared.up, split) ?? refuse(file, 'up')
  const down = hasDown ? (workOf(declared.down, split) ?? refuse(file, 'down')) : undefined
  return { kind: 'code', up, down, irreversible, transaction, foreignKeys }
}

const members = ['parent', 'parents', 'up', 'down', 'transaction', 'foreignKeys']

/** Types are stripped, not checked, when a file is run: a mistyped member would be lost without a word. */
function refuseBadMembers(file: string, declared: { readonly [member: string]: unknown }): void {
  const unknown = Object.keys(declared).find((name) => !members.includes(name))
  if (unknown !== undefined) throw badDeclaration(file, unknown, `one of the names it knows: ${members.join(', ')}`)
  const { transaction, foreignKeys } = declared
  if (transaction !== undefined && typeof transaction !== 'boolean') {
    throw badDeclaration(file, 'transaction', '`true` or `false`')
  }
  if (foreignKeys !== undefined && foreignKeys !== 'on' && foreignKeys !== 'off') {
    throw badDeclaration(file, 'foreignKeys', "`'on'` or `'off'`")
  }
}

function reasonOf(file: string, down: unknown): string | undefined {
  if (typeof down !== 'object' || down === null || !('none' in down)) return undefined
  if (typeof down.none === 'string' && down.none.trim() !== '') return down.none
  throw badDeclaration(file, 'down.none', "the reason: `down: { none: 'the old text is gone' }`")
}

function workOf(direction: unknown, split: Split): Work | undefined {
  if (typeof direction === 'string') return { kind: 'script', statements: split(direction) }
  if (typeof direction === 'function')
    return { kind: 'function', run: direction as Extract<Work, { kind: 'function' }>['run'] }
  if (isSql(direction)) return { kind: 'sql', statements: [direction] }
  if (Array.isArray(direction) && direction.every(isSql)) return { kind: 'sql', statements: direction }
  return undefined
}

function refuse(file: string, member: string): never {
  throw badDeclaration(
    file,
    member,
    'statements (sql`…`), a list of them, a SQL script, or an async function of the transaction',
  )
}
