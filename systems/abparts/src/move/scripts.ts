import { readFileSync } from 'node:fs'

/** The schema migrations around the move, by their place in the history. */
export type MigrationName = '0002_expand' | '0004_rules' | '0005_stock_triggers' | '0006_contract'

/** The statements of a migration in one direction. */
export function migrationScript(name: MigrationName, direction: 'up' | 'down'): string {
  const text = readFileSync(new URL(`../../migrations/${name}.sql`, import.meta.url), 'utf8')
  const [, up = '', down = ''] = text.split(/^-- migrate:(?:up|down)$/m)
  return direction === 'up' ? up : down
}
