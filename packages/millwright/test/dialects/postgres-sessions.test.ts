/** Several sessions on one server: who waits, who gives way, and what is lost. */
import { describe, expect, test } from 'vitest'
import { untilFree } from '../../src/dialects/until-free.ts'
import { postgres } from '../../src/dialects/postgres/postgres.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import type { Connection } from '../../src/kernel/connection.ts'
import { sql } from '../../src/kernel/sql.ts'
import { server } from './server.ts'

const found = server

async function two(): Promise<{
  readonly one: Connection
  readonly other: Connection
  readonly close: () => Promise<void>
}> {
  const url = found?.newUrl() ?? ''
  const one = await postgres.open(url, { create: true })
  await one.run(sql`create table t (id integer primary key, n integer not null)`)
  await one.run(sql`insert into t values (1, 0)`)
  const other = await postgres.open(url, { busyMs: 200 })
  return {
    one,
    other,
    close: async () => {
      await other.close()
      await one.close()
    },
  }
}

const failureOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: unknown) => postgres.failure(error),
  )

describe.skipIf(found === undefined)('two sessions', () => {
  test('a transaction of one state ends as busy where a row was changed under it; the change is not lost', async () => {
    const { one, other, close } = await two()
    const add = () =>
      one.transaction(
        async (tx) => {
          const n = Number((await tx.get(sql`select n from t`))?.['n'])
          if (n === 0) await other.run(sql`update t set n = n + 10`)
          await tx.run(sql`update t set n = ${n + 1}`)
        },
        { oneState: true },
      )
    expect(await failureOf(add())).toBe('busy')
    await untilFree({ dialect: postgres, clock: systemClock }, add)
    expect((await one.get(sql`select n from t`))?.['n']).toBe(11n)
    await close()
  })

  test('a first statement that meets a lock is tried again until it is free', async () => {
    const { one, other, close } = await two()
    const patient = await postgres.open(found?.url ?? '', {})
    await patient.close()
    let release: () => void = () => undefined
    let holding: () => void = () => undefined
    const isHeld = new Promise<void>((wake) => (holding = wake))
    const held = one.transaction(async (tx) => {
      await tx.run(sql`update t set n = 1`)
      holding()
      await new Promise<void>((wake) => (release = wake))
    })
    await isHeld
    expect(await failureOf(other.transaction((tx) => tx.run(sql`update t set n = n + 1`)))).toBe('busy')
    const waiting = other.transaction((tx) => tx.run(sql`update t set n = n + 1`))
    setTimeout(() => release(), 60)
    expect(await waiting).toBe(1)
    await held
    expect((await one.get(sql`select n from t`))?.['n']).toBe(2n)
    await close()
  })

  test('a failure that the work swallowed is not committed as if it had not been', async () => {
    const { one, close } = await two()
    const work = one.transaction(async (tx) => {
      await tx.run(sql`update t set n = 5`)
      await tx.run(sql`select 1 / 0`).catch(() => undefined)
    })
    await expect(work).rejects.toThrow('the work went on as if it had not')
    expect((await one.get(sql`select n from t`))?.['n']).toBe(0n)
    await close()
  })

  test('a session that the server ends says so, and what it had open is undone', async () => {
    const { one, other, close } = await two()
    const work = one.transaction(async (tx) => {
      await tx.run(sql`update t set n = 5`)
      const pid = (await tx.get(sql`select pg_backend_pid() as pid`))?.['pid']
      await other.all(sql`select pg_terminate_backend(${pid ?? null})`)
      await tx.run(sql`update t set n = 6`)
    })
    await expect(work).rejects.toThrow('was lost')
    expect((await other.get(sql`select n from t`))?.['n']).toBe(0n)
    await close()
  })

  test('a session that ended between two statements is followed by a new one, with the same settings', async () => {
    const { one, other, close } = await two()
    const pid = (await one.get(sql`select pg_backend_pid() as pid`))?.['pid'] ?? null
    await other.all(sql`select pg_terminate_backend(${pid})`)
    const answer = () => one.get(sql`select current_setting('TimeZone') as zone, pg_backend_pid() as pid`)
    const found = await answer().catch(answer)
    expect(found?.['zone']).toBe('UTC')
    expect(found?.['pid']).not.toBe(pid)
    await close()
  })

  test('every session looks at the world alike, whatever the server is told', async () => {
    const url = found?.newUrl() ?? ''
    const db = await postgres.open(url, { create: true })
    const name = new URL(url).pathname.slice(1)
    for (const setting of [
      `timezone = 'Asia/Tokyo'`,
      `datestyle = 'SQL, DMY'`,
      `extra_float_digits = 0`,
      `bytea_output = 'escape'`,
    ])
      await db.run(sql.raw(`alter database ${name} set ${setting}`))
    await db.close()
    const again = await postgres.open(url)
    const row = await again.get(
      sql`select '2026-01-02 03:04:05+00'::timestamptz as at, 0.1::float8 + 0.2 as n, '\\x00ff'::bytea as b`,
    )
    expect({ ...row }).toEqual({ at: '2026-01-02 03:04:05+00', n: 0.1 + 0.2, b: new Uint8Array([0, 255]) })
    await again.close()
  })
})
