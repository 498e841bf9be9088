import { readFileSync } from 'node:fs'

/** The schema migrations around the move, by their place in the history. */
export type MigrationName = '0002_expand' | '0004_rules' | '0005_stock_triggers' | ProtocolMigration | '0099_contract'

/** What comes to the moved model with the maintenance protocols, in its order. */
export const protocolMigrations = [
  '0006_machine_hours',
  '0007_add_updated_at',
  '0008_add_maintenance_protocols',
  '0009_sessions',
] as const
type ProtocolMigration = (typeof protocolMigrations)[number]

/** The statements of a migration in one direction. */
export function migrationScript(name: MigrationName, direction: 'up' | 'down'): string {
  const text = readFileSync(new URL(`../../migrations/${name}.sql`, import.meta.url), 'utf8')
  const [, up = '', down = ''] = text.split(/^-- migrate:(?:up|down)$/m)
  return direction === 'up' ? up : down
}
