import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openDatabase } from 'millwright'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSession } from '../../src/accounts/sessions.ts'
import { createFull } from '../../src/backups/create.ts'
import { refreshStatuses } from '../../src/registers/refresh.ts'
import { root } from '../move/support.ts'
import { testHospital } from '../http/support.ts'
import { databaseOf, exec, filesIn, fingerprintOf, query } from './support.ts'

// Programs are started, and the machine may be busy.
vi.setConfig({ testTimeout: 240_000 })

const flags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']

/** A server in a process of its own, and the address at which it is. */
async function serverOn(db: string) {
  const child = spawn(process.execPath, [...flags, join(root, 'src', 'serve.ts'), '--db', db, '--port', '0'], {
    env: { ...process.env, INIT_CWD: root },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  for await (const piece of child.stdout as AsyncIterable<Buffer>) {
    said += piece.toString()
    const [, url] = /open at (\S+)/.exec(said) ?? []
    if (url !== undefined) return { child, url }
  }
  throw new Error('the server did not start')
}

test('killed at any moment of a restore, the database is the old one or the restored one, whole', async () => {
  const hospital = await testHospital({ ocm: 30, ppm: 30, training: 4 })
  hospital.wait(Date.now() - Date.parse(hospital.desk.now()))
  await hospital.desk.change({ actor: 'test' }, refreshStatuses) // as a server does that starts today
  const restored = await fingerprintOf(hospital)
  const { desk } = hospital
  const name = await createFull(desk, { actor: 'test', reason: 'by hand' })
  await hospital.desk.db.close()
  const seen = new Set<string>()
  for (const ms of [0, 60, 120, 180, 240, 300, 400, 550, 800]) {
    exec(databaseOf(hospital), "update ocm_equipment set engineer = 'TECH-Z'")
    const { child, url } = await serverOn(databaseOf(hospital))
    const old = await fingerprintOf(hospital)
    const token = await tokenFor(hospital)
    const answer = fetch(`${url}/api/backup/${name}/restore`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    }).then(
      ({ status }) => status,
      () => 'none',
    )
    await wait(ms)
    child.kill('SIGKILL')
    await once(child, 'close')
    const found = JSON.stringify(await fingerprintOf(hospital))
    const which = found === JSON.stringify(old) ? 'old' : found === JSON.stringify(restored) ? 'restored' : 'another'
    if ((await answer) === 200) expect(which).toBe('restored')
    expect(query(databaseOf(hospital), 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
    seen.add(which)
  }
  expect([...seen].filter((which) => which === 'another')).toEqual([])
  expect(seen.has('old')).toBe(true)
  const again = await testRestore(hospital, name)
  expect(again).toBe(200)
  expect(JSON.stringify(await fingerprintOf(hospital))).toBe(JSON.stringify(restored))
  expect(filesIn(hospital, 'full').filter((one) => one.startsWith('.'))).toEqual([])
})

type Hospital = Awaited<ReturnType<typeof testHospital>>

async function tokenFor({ project }: Hospital): Promise<string> {
  const db = await openDatabase(project)
  try {
    return (await db.transaction((tx) => openSession(tx, undefined, new Date().toISOString()))).token
  } finally {
    await db.close()
  }
}

async function testRestore(hospital: Hospital, name: string): Promise<number> {
  const { child, url } = await serverOn(databaseOf(hospital))
  const token = await tokenFor(hospital)
  const headers = { authorization: `Bearer ${token}` }
  const { status } = await fetch(`${url}/api/backup/${name}/restore`, { method: 'POST', headers })
  child.kill('SIGTERM')
  await once(child, 'close')
  return status
}
