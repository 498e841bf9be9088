import { type Queries, sql } from 'millwright'
import { forgetOldEvents, type Writer } from '../audit/retention.ts'
import { createFull } from '../backups/create.ts'
import { pruneBackups } from '../backups/remove.ts'
import { readShelf } from '../backups/shelf.ts'
import type { Desk } from '../http/desk.ts'
import { sendReminders } from '../mail/reminders.ts'
import type { MailServer } from '../mail/server.ts'
import { pushToAll } from '../push/send.ts'
import { refreshStatuses } from '../registers/refresh.ts'
import { storedSettings } from '../settings/store.ts'

/** A piece of the hospital's own work. */
export type Task = {
  readonly name: string
  /** Does it when its time has come; called again right away, it finds nothing to do. */
  readonly runIfDue: () => Promise<void>
}

/** Whom the hospital writes to the outside by. */
export type Outside = {
  /** Undefined: no mail is sent. */
  readonly mail: MailServer | undefined
  /** Whom a push service may write to. */
  readonly contact: string
}

export const tasksOf = (desk: Desk, actor: string, outside: Outside): readonly Task[] => [
  refresh(desk, actor),
  backUp(desk, actor),
  prune(desk, actor),
  forget(desk, actor),
  remind(desk, actor, outside),
  push(desk, actor, outside),
]

/** At the start and with every new day: stored statuses follow the calendar. */
function refresh({ change, today }: Desk, actor: string): Task {
  const day = newDay(today)
  return {
    name: 'refresh of statuses',
    runIfDue: () =>
      day.once(async () => {
        await change({ actor }, refreshStatuses)
      }),
  }
}

/** As often as the settings say, counted from the last one, whoever was off meanwhile. */
const backUp = (desk: Desk, actor: string): Task => ({
  name: 'automatic backup',
  runIfDue: async () => {
    const { automatic_backup_enabled: isOn, automatic_backup_interval_hours: hours } =
      await desk.db.read(storedSettings)
    if (!isOn) return
    const last = (await readShelf(desk.project, 'full')).find(({ reason }) => reason === automatic)
    if (last !== undefined && isYounger(desk, last.createdAt, hours * 60)) return
    await createFull(desk, { actor, reason: automatic })
  },
})

const automatic = 'automatic'

const isYounger = ({ now }: Desk, moment: string, minutes: number): boolean =>
  Date.parse(now()) - Date.parse(moment) < minutes * 60_000

/** With every new day, what need not be kept any longer goes. */
function prune(desk: Desk, actor: string): Task {
  const day = newDay(desk.today)
  return {
    name: 'removal of old backups',
    runIfDue: () =>
      day.once(async () => {
        await pruneBackups(desk, actor)
      }),
  }
}

/** With every new day, so do events of the audit log that the settings no longer want kept. */
function forget(desk: Desk, actor: string): Task {
  const day = newDay(desk.today)
  return { name: 'removal of old audit events', runIfDue: () => day.once(() => forgetOldEvents(writerOf(desk, actor))) }
}

/** Work that is due at the start and with each new day; a day counts when the work is done. */
function newDay(today: () => string): { readonly once: (work: () => Promise<void>) => Promise<void> } {
  let done: string | undefined
  return {
    once: async (work) => {
      const day = today()
      if (done === day) return
      await work()
      done = day
    },
  }
}

/** From the hour of the settings on, each bucket once a day; which were sent stands in the database. */
const remind = (desk: Desk, actor: string, { mail }: Outside): Task => ({
  name: 'reminders by mail',
  runIfDue: async () => {
    if (mail === undefined) return
    const post = { server: mail, read: desk.db.read, write: writerOf(desk, actor) }
    const hour = new Date(desk.now()).getHours()
    const { failed } = await sendReminders(post, { today: desk.today(), hour })
    if (failed.length > 0) throw new Error(`the mail server did not take the reminders ${failed.join(', ')}`)
  },
})

/** As often as the settings say, counted from the last message, while somebody has subscribed and something is due. */
const push = (desk: Desk, actor: string, { contact }: Outside): Task => ({
  name: 'push message',
  runIfDue: async () => {
    const settings = await desk.db.read(storedSettings)
    if (!settings.push_notifications_enabled) return
    const { subscribed, last } = await desk.db.read((db) => pushState(db, actor))
    if (!subscribed) return
    if (last !== undefined && isYounger(desk, last, settings.push_notification_interval_minutes)) return
    await pushToAll({ write: writerOf(desk, actor), contact }, 'Push Notification')
  },
})

type PushState = { readonly subscribed: boolean; readonly last: string | undefined }

async function pushState(db: Queries, actor: string): Promise<PushState> {
  const row = await db.get(sql`select (select count(*) from push_subscriptions) as subscriptions,
    (select max(occurred_at) from audit_log where event_type = 'Push Notification' and performed_by = ${actor}) as last`)
  return {
    subscribed: Number(row?.['subscriptions']) > 0,
    last: typeof row?.['last'] === 'string' ? row['last'] : undefined,
  }
}

const writerOf =
  ({ change }: Desk, actor: string): Writer =>
  (work) =>
    change({ actor }, work)
