/** Plays every transcript. `UPDATE_TRANSCRIPTS=1` writes the answers that were given; read them before you keep them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registry } from '../../src/cli/registry.ts'
import { makeProgram, type Program } from './program.ts'
import { play } from './transcript.ts'

const folder = fileURLToPath(new URL('../transcripts', import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith('.txt'))

let program: Program
beforeAll(async () => {
  program = await makeProgram()
})
afterAll(() => program.remove())

describe.concurrent('the command line answers as written in', () => {
  for (const name of names) {
    test(name, async () => {
      const file = join(folder, name)
      const text = readFileSync(file, 'utf8')
      const played = await play(text, { program, folder: program.project(name.replace('.txt', '')) })
      if (process.env['UPDATE_TRANSCRIPTS'] === '1') writeFileSync(file, played)
      else expect(played).toBe(text)
    })
  }
})

test('every command is typed in a transcript, and as JSON in one', () => {
  const all = names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
  for (const { name } of registry) {
    expect(all, name).toMatch(new RegExp(`^\\$ millwright ${name}( |$)`, 'm'))
    expect(all, `${name} --json`).toMatch(new RegExp(`^\\$ millwright ${name}( .*)? --json`, 'm'))
  }
})
