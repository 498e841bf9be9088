import type { RunEvent } from '../ledger/events.ts'
import type { RunView } from '../ledger/run-view.ts'
import type { Role } from './roles.ts'

/** Somebody with a session. `id` names the session in lists; it opens nothing. */
export type Person = { readonly id: string; readonly name: string; readonly role: Role }

/** Somebody who came in, or may come in by a link that was not used yet. */
export type Guest = Person & { readonly state: 'invited' | 'here'; readonly until: string }

/** Something that somebody did, or tried to do, through the server. */
export type Deed = {
  readonly who: string
  readonly role: string
  readonly what: string
  readonly environment?: string
  readonly detail?: string
}

export type AuditLine = Deed & { readonly seq: number; readonly at: string; readonly hash: string }

export type AuditTrail = { readonly lines: readonly AuditLine[]; readonly total: number; readonly isWhole: boolean }

/** What pages hear: a run as it is now, one event of it, that something is worth reading again, or that all is well. */
export type Message =
  | { readonly type: 'snapshot'; readonly run: string; readonly seq: number; readonly view: RunView }
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'changed' }
  | { readonly type: 'trouble'; readonly words: string }
  | { readonly type: 'beat'; readonly at: string }
