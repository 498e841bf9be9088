import { type Queries, sql } from 'millwright'
import webPush from 'web-push'

/** What a push service knows the hospital by. The private half is never shown and never logged. */
export type PushKeys = { readonly publicKey: string; readonly privateKey: string }

/** The keys, made when they are asked for the first time. Call it in a write transaction. */
export async function pushKeys(db: Queries, at: string): Promise<PushKeys> {
  const known = await storedKeys(db)
  if (known !== undefined) return known
  const made = webPush.generateVAPIDKeys()
  await db.run(sql`insert into secrets (name, value, created_at) values ('push', ${JSON.stringify(made)}, ${at})`)
  return made
}

export async function storedKeys(db: Queries): Promise<PushKeys | undefined> {
  const row = await db.get(sql`select value from secrets where name = 'push'`)
  return row === undefined ? undefined : (JSON.parse(String(row['value'])) as PushKeys)
}
