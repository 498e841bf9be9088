/** A real terminal: `script` gives a program one, and types what a person would. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, expect, test } from 'vitest'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

function folderWith(wanted: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-terminal-'))
  folders.push(folder)
  writeFileSync(join(folder, 'millwright.config.json'), '{ "database": "sqlite:app.db", "schema": "wanted.sql" }')
  mkdirSync(join(folder, 'migrations'))
  writeFileSync(join(folder, 'wanted.sql'), wanted)
  return folder
}

type Session = { readonly exit: number | null; readonly screen: string }

/** Types a command in a terminal, and one answer at each prompt; `keys` may hold control characters. */
function terminal(folder: string, words: readonly string[], answers: readonly string[]): Promise<Session> {
  const command = [process.execPath, '--conditions=millwright-source', '--disable-warning=ExperimentalWarning', main]
  const typed = [...command, ...words].map((word) => `'${word}'`).join(' ')
  const env = { ...process.env, CI: '', TERM: 'xterm', NO_COLOR: '1' }
  const child = spawn('script', ['--quiet', '--return', '--command', typed, '/dev/null'], { cwd: folder, env })
  const left = [...answers]
  let [screen, seen] = ['', 0]
  child.stdout.on('data', (piece: Buffer) => {
    screen = stripVTControlCharacters(screen + piece.toString('utf8'))
    if (!/(?:\): |go on: )$/.test(screen.slice(seen))) return
    seen = screen.length
    const answer = left.shift()
    if (answer !== undefined) child.stdin.write(answer)
  })
  return new Promise((done) => child.on('close', (exit) => done({ exit, screen })))
}

const millwright = async (folder: string, ...words: readonly string[]): Promise<void> => {
  const { exit, screen } = await terminal(folder, words, [])
  if (exit !== 0) throw new Error(screen)
}

/** One table is there, and the wanted schema calls a column otherwise. */
async function renamed(): Promise<string> {
  const folder = folderWith('create table part (id integer primary key, sku text);')
  await millwright(folder, 'generate', 'first')
  writeFileSync(join(folder, 'wanted.sql'), 'create table part (id integer primary key, number text);')
  return folder
}

const second = (folder: string): string => {
  const name = readdirSync(join(folder, 'migrations')).find((file) => file.includes('second'))
  return name === undefined ? '' : readFileSync(join(folder, 'migrations', name), 'utf8')
}

test('a question is answered with a key, and the file says what was answered', async () => {
  const folder = await renamed()
  const { exit, screen } = await terminal(folder, ['generate', 'second'], ['1\r'])
  expect(screen).toContain('column:part.sku goes away. What becomes of it?')
  expect(screen).toContain('As flags: --rename column:part.sku=number')
  expect([exit, second(folder)]).toEqual([0, expect.stringContaining('rename column "sku" to "number"')])
})

test('Ctrl-C at a question writes nothing', async () => {
  const folder = await renamed()
  const { exit } = await terminal(folder, ['generate', 'second'], ['\u0003'])
  expect([exit === 0, second(folder)]).toEqual([false, ''])
})

test('Ctrl-D at a question leaves it open: the flag is told, and nothing is written', async () => {
  const folder = await renamed()
  const { exit, screen } = await terminal(folder, ['generate', 'second'], ['\u0004'])
  expect([exit, second(folder)]).toEqual([4, ''])
  expect(screen).toContain('--rename column:part.sku=number')
})
