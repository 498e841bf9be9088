import { join } from 'node:path'
import type { Finding } from '../../kernel/finding.ts'
import { claimsOf } from './alembic-claims.ts'
import { filesLike, textIn } from './files.ts'
import { type ForeignFile, type ForeignTool, type Recorded, textOf, told } from './tool.ts'

/**
 * Alembic, and Flask-Migrate, which is Alembic: one row for each head, and what came before is told by the files.
 * https://alembic.sqlalchemy.org/en/latest/tutorial.html
 */
export const alembic: ForeignTool = {
  name: 'Alembic',
  flag: 'alembic',
  table: 'alembic_version',
  folders: ['alembic/versions', 'migrations/versions'],
  read: (rows) => {
    const ids = rows.map((row) => textOf(row, 'version_num'))
    return { ids, findings: ids.length === 0 ? [nothingRecorded] : [] }
  },
  files: (folder) => parentsFirst(filesLike(folder, /^.+\.py$/).flatMap(([name]) => revisionIn(folder, name))),
  applied: (files, { ids }) => {
    const wanted = new Set<string>()
    const byId = new Map(files.map((file) => [file.id, file]))
    const open = [...ids]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (wanted.has(id)) continue
      wanted.add(id)
      open.push(...(byId.get(id)?.parents ?? []))
    }
    return files.filter(({ id }) => wanted.has(id))
  },
}

const nothingRecorded = told('error', 'ADOPT203', {
  subject: 'alembic_version',
  message: 'the table is there and empty, though the database has tables: the next upgrade would begin anew',
})

const revision = /^revision\s*(?::[^=\n]+)?=\s*(['"])(.+?)\1/m
const downRevision = /^down_revision\s*(?::[^=\n]+)?=\s*(None|\([^)]*\)|\[[^\]]*\]|['"][^'"\n]*['"])/m
const dependsOn = /^depends_on\s*(?::[^=\n]+)?=\s*(None|\([^)]*\)|\[[^\]]*\]|['"][^'"\n]*['"])/m

function revisionIn(folder: string, name: string): readonly ForeignFile[] {
  const text = textIn(folder, name)
  const id = revision.exec(text)?.[2]
  if (id === undefined) return [] // such as __init__.py
  const parents = [downRevision, dependsOn].flatMap((form) => namesIn(form.exec(text)?.[1] ?? ''))
  return [{ id, file: join(folder, name), parents, claims: claimsOf(text) }]
}

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/(['"])(.+?)\1/g)].map(([, , id]) => id as string)

/** Each after its parents; among equals as they were. What stands in a circle, or hangs on one, comes last. */
function parentsFirst(files: readonly ForeignFile[]): readonly ForeignFile[] {
  const left = new Map(files.map((file) => [file.id, file]))
  const order: ForeignFile[] = []
  for (let ready = readyIn(left); ready.length > 0; ready = readyIn(left)) {
    for (const file of ready) left.delete(file.id)
    order.push(...ready)
  }
  return [...order, ...left.values()]
}

const readyIn = (left: ReadonlyMap<string, ForeignFile>): readonly ForeignFile[] =>
  [...left.values()].filter(({ parents = [] }) => !parents.some((parent) => left.has(parent)))

/** Parents that no file has: the history of the files has a hole. */
export function holesIn(files: readonly ForeignFile[]): readonly Finding[] {
  const ids = new Set(files.map(({ id }) => id))
  return files.flatMap(({ file, parents = [] }) =>
    parents
      .filter((parent) => !ids.has(parent))
      .map((parent) =>
        told('error', 'ADOPT205', { subject: file, message: `it follows ${parent}, of which there is no file` }),
      ),
  )
}

/** The words of a record with junk behind them, such as `a78bd1ac6e99(head)`, that a known revision begins with. */
export const likelyId = (recorded: Recorded['ids'][number], files: readonly ForeignFile[]): string | undefined =>
  files.find(({ id }) => /^\s*([\w-]+)/.exec(recorded)?.[1] === id && recorded !== id)?.id
