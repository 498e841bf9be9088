/** P15, P16 where a copy is a directory: every change of its bytes is seen, and a killed restore leaves the old database or the new one. */
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createBackup } from '../../src/backup/create.ts'
import { compareBytes, examineFile } from '../../src/backup/examine.ts'
import { hashFile } from '../../src/backup/files.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { inParts, makeGround } from './every-dialect.ts'

const filesIn = (copy: string): readonly string[] =>
  readdirSync(copy, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

const program = fileURLToPath(new URL('programs/kill-while-restoring.ts', import.meta.url))

/** Whether the process was killed before it came to its end. */
function dies(task: object): boolean {
  try {
    execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, JSON.stringify(task)])
    return false
  } catch (error) {
    expect((error as { signal?: unknown }).signal).toBe('SIGKILL')
    return true
  }
}

describe.each(inParts)('%s', { timeout: 300_000 }, (name, dialect, urlIn) => {
  test('every byte that is turned over, every cut and every exchange is seen (P15)', async () => {
    const { order } = await makeGround(dialect, urlIn)
    const made = await createBackup(order)
    const copy = join(order.directory, made.file)
    const isSeen = async () => (await compareBytes(made, copy)).length > 0
    const missed: string[] = []
    for (const file of filesIn(copy)) {
      const whole = readFileSync(file)
      for (let at = 0; at < whole.length; at++) {
        const flipped = Buffer.from(whole)
        flipped[at] = ~(whole[at] as number)
        writeFileSync(file, flipped)
        if (!(await isSeen())) missed.push(`${file} ${at}`)
      }
      for (const bad of [whole.subarray(0, -1), Buffer.concat([whole, Buffer.from('\n')])]) {
        writeFileSync(file, bad)
        if (!(await isSeen())) missed.push(`${file} cut`)
      }
      rmSync(file)
      if (!(await isSeen())) missed.push(`${file} gone`)
      writeFileSync(file, whole)
    }
    const [first, second] = ['0001', '0002'].map((each) => join(copy, 'data', `${each}.copy`)) as [string, string]
    renameSync(first, `${copy}.x`)
    renameSync(second, first)
    renameSync(`${copy}.x`, second)
    if (!(await isSeen())) missed.push('exchanged')
    expect(missed).toEqual([])
  })

  test('rows, names and rules that were changed are seen where the sums were made to fit (P15)', async () => {
    const { order, folder } = await makeGround(dialect, urlIn)
    const made = await createBackup(order)
    const copy = join(order.directory, made.file)
    const spoilt = join(folder, 'spoilt')
    const changes: readonly (readonly [file: string, from: string, to: string])[] = [
      ['data/0001.copy', 'first', 'First'],
      ['data/0002.copy', '1\t', '7\t'],
      ['data/0003.copy', '\n', '\n9\tnine\n'],
      ['before.sql', 'text not null', 'text'],
      ['after.sql', 'primary key', 'unique'],
      ['before.sql', 'name', 'nome'],
    ]
    for (const [file, from, to] of changes) {
      rmSync(spoilt, { recursive: true, force: true })
      cpSync(copy, spoilt, { recursive: true })
      const text = readFileSync(join(spoilt, file), 'utf8')
      const changed = text.replace(new RegExp(from, 'i'), to)
      expect(changed, file).not.toBe(text)
      writeFileSync(join(spoilt, file), changed)
      const manifest = { ...made, ...(await hashFile(spoilt)) }
      const { findings, proof } = await examineFile({ dialect, manifest, clock: systemClock, near: order.url }, spoilt)
      expect([findings.length > 0, proof], `${file}: ${from}`).toEqual([true, undefined])
    }
  })

  test('a restore that is killed leaves the old database or the new one, and the next one succeeds (P16)', async () => {
    const ground = await makeGround(dialect, urlIn)
    const { order } = ground
    const { id } = await createBackup(order)
    const seen = new Set<unknown>()
    for (const at of ['restored', 'swapped', 40, 300, 900] as const) {
      await ground.change(`insert into notes values (3, 'later') on conflict do nothing`)
      const isDead = dies({ name, url: order.url, directory: order.directory, id, at })
      const rows = await ground.count('notes')
      expect([2n, 3n], String(at)).toContain(rows)
      if (at === 'restored') expect([isDead, rows]).toEqual([true, 3n])
      if (at === 'swapped') expect([isDead, rows]).toEqual([true, 2n])
      seen.add(rows)
      await restoreBackup({ ...order, id, aside: false })
      expect(await ground.count('notes')).toBe(2n)
    }
    expect(seen.size).toBe(2)
  })
})
