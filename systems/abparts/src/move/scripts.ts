import { readFileSync } from 'node:fs'

/** The schema migrations around the move, by their place in the history. */
export type MigrationName = '0001_expand' | '0003_rules' | '0004_stock_triggers' | '0005_contract'

/** The statements of a migration in one direction. */
export function migrationScript(name: MigrationName, direction: 'up' | 'down'): string {
  const text = readFileSync(new URL(`../../migrations/${name}.sql`, import.meta.url), 'utf8')
  const [, up = '', down = ''] = text.split(/^-- migrate:(?:up|down)$/m)
  return direction === 'up' ? up : down
}
