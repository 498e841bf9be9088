import type { Database } from '../../database/database.ts'
import { legacyMarks, legacySchema, targetBeforeContract, targetSchema } from '../../database/schema-files.ts'
import { type Catalogue, readCatalogue } from './catalogue.ts'
import { migrationScript, protocolMigrations } from '../../move/scripts.ts'
import type { ExpectedSchema, ExpectedPhase } from './expected.ts'

/**
 * Makes the schemas in an empty database, one after the other, and reads them. What one of the legacy database's two sources
 * lacked is allowed and not required; so are the legacy columns of a moved database.
 */
export async function madeCatalogues(db: Database): Promise<Readonly<Record<ExpectedPhase, ExpectedSchema>>> {
  return {
    legacy: {
      required: await madeBy(db, legacySchema(legacyMarks)),
      allowed: await madeBy(db, legacySchema()),
    },
    target: {
      required: await madeBy(db, targetSchema()),
      allowed: await madeBy(db, `${targetSchema()}\n${targetBeforeContract()}`),
    },
    protocols: {
      required: await madeBy(db, `${targetSchema()}\n${protocols()}`),
      allowed: await madeBy(db, `${targetSchema()}\n${targetBeforeContract()}\n${protocols()}`),
    },
  }
}

const protocols = (): string => protocolMigrations.map((name) => migrationScript(name, 'up')).join('\n')

async function madeBy(db: Database, script: string): Promise<Catalogue> {
  await db.exec('drop schema public cascade; create schema public')
  await db.exec(script)
  return readCatalogue(db)
}
