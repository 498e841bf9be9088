import { join } from 'node:path'
import { claimsOf } from './alembic-claims.ts'
import { alembicFaults, nothingRecorded } from './alembic-faults.ts'
import { filesLike, textIn } from './files.ts'
import { type ForeignFile, type ForeignTool, textOf } from './tool.ts'

/**
 * Alembic, and Flask-Migrate, which is Alembic: one row for each head, and what came before is told by the files.
 * https://alembic.sqlalchemy.org/en/latest/tutorial.html
 */
export const alembic: ForeignTool = {
  name: 'Alembic',
  flag: 'alembic',
  table: 'alembic_version',
  folders: ['alembic/versions', 'migrations/versions'],
  read: (rows, { types }) => {
    const ids = rows.map((row) => textOf(row, 'version_num'))
    const width = /\((\d+)\)/.exec(types.get('version_num') ?? '')?.[1]
    return {
      ids,
      findings: ids.length === 0 ? [nothingRecorded] : [],
      ...(width === undefined ? {} : { width: Number(width) }),
    }
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
  faults: alembicFaults,
}

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
