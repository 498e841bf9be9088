import type { Policy } from '../domain/policy.ts'
import { literal } from '../domain/sql-text.ts'
import type { WarehousePolicy } from './warehouses.ts'

/** What a run of the move decides besides the policy about values. */
export type MoveOptions = {
  readonly policy?: Policy
  readonly warehouses?: WarehousePolicy
  /** Two machines with one serial: `fail` (default), or a suffix for the later ones. */
  readonly duplicateSerials?: 'fail' | 'suffix'
  /** The user who signs the opening balances; default: the first super_admin, or else the first admin. */
  readonly systemUser?: string
  /** Under what the opening balances are recorded. */
  readonly opening: Opening
}

/** Reference and date as they are said here, or those of the run that the ledger has begun last. */
export type Opening =
  | { readonly reference: string; readonly date: string; readonly notes: string }
  | { readonly ofRun: true; readonly notes: string }

/** A user by the id that was given, or the first who may sign. */
export function systemUserSql({ systemUser }: MoveOptions): string {
  if (systemUser !== undefined) return `(select u.id from users as u where u.id = ${literal(systemUser)}::uuid)`
  return `(select u.id from users as u where u.role in ('super_admin', 'admin')
    order by u.role = 'admin', u.created_at, u.id limit 1)`
}
