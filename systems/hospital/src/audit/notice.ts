import type { AuditEvent } from './record.ts'

/** Writes an event about something that was refused, unless the same thing was written less than a minute ago. */
export type Notice = (event: AuditEvent, about: { readonly actor: string; readonly key: string }) => Promise<void>

export type NoticeTools = {
  /** Milliseconds. */
  readonly clock: () => number
  readonly write: (event: AuditEvent, actor: string) => Promise<void>
}

const quiet = 60_000
const mostKeys = 200

type Seen = Map<string, { at: number; left: number }>

/**
 * Whoever knocks a thousand times fills neither the log nor the memory: each kind of knock is written once a minute, with
 * how many were left out before it, and only so many kinds are told apart.
 */
export function newNotice({ clock, write }: NoticeTools): Notice {
  const seen: Seen = new Map()
  return async (event, { actor, key }) => {
    const left = knock(seen, key, clock())
    if (left === 0) await write(event, actor)
    else if (left !== undefined) await write({ ...event, details: { ...event.details, leftOutBefore: left } }, actor)
  }
}

/** How many knocks of this kind were left out since the last one that was written; undefined: leave this one out too. */
function knock(seen: Seen, key: string, at: number): number | undefined {
  if (!seen.has(key)) forget(seen, at)
  const kind = seen.has(key) || seen.size < mostKeys ? key : 'others'
  const last = seen.get(kind)
  if (last !== undefined && at - last.at < quiet) {
    last.left++
    return undefined
  }
  seen.set(kind, { at, left: 0 })
  return last?.left ?? 0
}

function forget(seen: Seen, at: number): void {
  for (const [key, { at: then }] of seen) if (at - then >= quiet) seen.delete(key)
}
