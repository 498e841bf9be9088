import type { Queries } from '../../../kernel/connection.ts'
import { wordsBeneath } from '../../../kernel/problem.ts'
import { sql } from '../../../kernel/sql.ts'
import type { Catalogue } from '../../../schema/catalogue.ts'
import { ident } from './write/ident.ts'

/**
 * Executes a file in a scratch database. Roles that it names are made when that is a database of this process, where they
 * end with it: on a server they would be there for everybody. What the file looks names up in is forgotten afterwards.
 */
export async function load(db: Queries, statements: readonly string[]): Promise<void> {
  const before = await db.get(sql`select current_setting('search_path') as path, version() like '%emcc%' as is_ours`)
  await db.run(sql`set check_function_bodies = off`)
  for (const text of statements) await execute(db, text, before?.['is_ours'] === true)
  await db.get(sql`select pg_catalog.set_config('search_path', ${before?.['path'] ?? ''}, false)`)
}

/** Makes the roles that rights and policies of another catalogue name, under the same condition. */
export async function ready(scratch: Queries, { entities }: Catalogue): Promise<void> {
  const row = await scratch.get(sql`select version() like '%emcc%' as is_ours`)
  if (row?.['is_ours'] !== true) return
  const roles = new Set(
    entities.flatMap(({ kind, facts }) => rolesIn(kind === 'policy' ? facts['roles'] : facts['role'])),
  )
  for (const role of roles) {
    const name = role.replace(/^"(.*)"$/, '$1').replaceAll('""', '"')
    const found = await scratch.get(sql`select 1 as one from pg_catalog.pg_roles where rolname = ${name}`)
    if (found === undefined && role !== 'public') await scratch.run(sql.raw(`create role ${role}`))
  }
}

const rolesIn = (list: string | undefined): readonly string[] => list?.match(/"(?:[^"]|"")+"|[^, ]+/g) ?? []

const missingRole = /role "((?:[^"]|"")+)" does not exist/

async function execute(db: Queries, text: string, isOurs: boolean): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await db.run(sql.raw(text))
      return
    } catch (error) {
      if (isRoleAgain(text, error)) return
      const role = isOurs && tries < 20 ? missingRole.exec(wordsBeneath(error))?.[1] : undefined
      if (role === undefined) throw error
      await db.run(sql.raw(`create role ${ident(role)}`))
    }
  }
}

/** Roles are those of the whole server: that one is there already makes no difference to a schema. */
const isRoleAgain = (text: string, error: unknown): boolean =>
  /^create\s+(?:role|user|group)\s/i.test(text) && /^(?:role|user) ".*" already exists/.test(wordsBeneath(error))
