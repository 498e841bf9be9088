import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { status } from 'millwright'
import { stateOf } from 'millwright/testing'
import { expect, test } from 'vitest'
import { root } from '../../src/project.ts'
import { bookAt } from '../book.ts'
import { query } from '../support.ts'

/** Applies everything as a person does; killed as soon as it says that a revision has begun. */
function apply(db: string, killAt?: number): Promise<number | null> {
  const flags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...flags, join(root, 'src', 'logbook.ts'), 'apply', '--db', db, '--yes'], {
    stdio: 'ignore',
  })
  const cut = killAt === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAt)
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearTimeout(cut)
      resolve(code)
    }),
  )
}

test('killed at any moment, the book is at some revision as a whole, and the same command ends the work', {
  timeout: 180_000,
}, async () => {
  const whole = await bookAt('r12c')
  const began = performance.now()
  expect(await apply(whole.db)).toBe(0)
  const lasts = performance.now() - began
  const wanted = (await stateOf(whole.project)).content
  let killed = 0
  for (const part of [0.3, 0.5, 0.6, 0.7, 0.8, 0.9]) {
    const { db, project } = await bookAt('r12c')
    killed += (await apply(db, lasts * part)) === null ? 1 : 0
    expect(query(db, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(query(db, 'pragma foreign_key_check')).toEqual([])
    expect(query(db, 'select count(*) as n from orb_entries')).toEqual([{ n: 26 }])
    expect(await apply(db)).toBe(0)
    expect((await status(project)).exit).toBe(0)
    expect((await stateOf(project)).content).toEqual(wanted)
  }
  expect(killed).toBeGreaterThan(0)
})
