import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import type { Io } from '../../src/cli/command.ts'
import { runCommandLine } from '../../src/cli/run-command-line.ts'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** A folder with a history and another wanted schema. */
function folderWith(first: string, wanted: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-ask-'))
  folders.push(folder)
  writeFileSync(join(folder, 'millwright.config.json'), '{ "database": "sqlite:app.db", "migrations": "." }')
  writeFileSync(join(folder, '0001_first.sql'), `-- migrate:up\n${first}\n-- migrate:down\n`)
  writeFileSync(join(folder, 'wanted.txt'), wanted)
  return folder
}

type Said = { readonly exit: number; readonly screen: string; readonly output: string }

/** Types one answer after each prompt, as a person would, and nothing more at the end. */
async function answering(folder: string, words: readonly string[], answers: readonly string[]): Promise<Said> {
  const input = Object.assign(new PassThrough(), { isTTY: true })
  const left = [...answers]
  let [screen, output] = ['', '']
  const write = (text: string): boolean => {
    screen += text
    if (/\): $|go on: $/.test(screen)) setImmediate(() => input.write(`${left.shift() ?? ''}\n`))
    return true
  }
  const err = Object.assign(new PassThrough(), { isTTY: true, write })
  const io = {
    cwd: folder,
    env: {},
    out: { write: (text: string) => void (output += text) },
    err,
    input,
  } as unknown as Io
  const exit = await runCommandLine([...words], io)
  return { exit, screen, output }
}

const generate = ['generate', 'new names', '--schema', 'wanted.txt']
const written = (folder: string): string => {
  const name = readdirSync(folder).find((file) => file.startsWith('0002')) ?? ''
  return name === '' ? '' : readFileSync(join(folder, name), 'utf8')
}
const part = 'create table part (id integer primary key, sku text, note text);'

test('a rename is asked, answered by its number, and told as a flag', async () => {
  const folder = folderWith(part, 'create table part (id integer primary key, number text, words text);')
  const { exit, screen } = await answering(folder, generate, ['2', '1'])
  expect(screen).toContain(
    'column:part.sku goes away. What becomes of it?\n  1  it is number under a new name\n  2  it is words under a new name\n  3  it goes away, with what is in it\n',
  )
  expect(screen).toContain(
    'column:part.note goes away. What becomes of it?\n  1  it is number under a new name\n  2  it goes',
  )
  expect(screen).toContain('As flags: --rename column:part.sku=words --rename column:part.note=number')
  expect([exit, written(folder).match(/rename column .*;/g)]).toEqual([
    0,
    expect.arrayContaining(['rename column "sku" to "words";', 'rename column "note" to "number";']),
  ])
})

test('a thing may go away, and a value may be needed, which is asked in the next round', async () => {
  const folder = folderWith(part, 'create table part (id integer primary key, note text, price text not null);')
  const { exit, screen } = await answering(folder, generate, ['2', "'none'"])
  expect(screen).toContain('As flags: --drop column:part.sku')
  expect(screen).toContain('rows that are there need a value')
  expect(screen).toContain(`As flags: --fill 'part.price='\\''none'\\'''`)
  expect([exit, written(folder)]).toEqual([0, expect.stringContaining('-- drop column part.sku')])
})

test('no answer leaves the question open: nothing is written, and the flag is told', async () => {
  const folder = folderWith(part, 'create table part (id integer primary key, number text, note text);')
  for (const answer of ['', '7', 'number']) {
    const { exit, output } = await answering(folder, generate, [answer])
    expect([exit, written(folder)]).toEqual([4, ''])
    expect(output).toContain('--rename column:part.sku=number')
  }
})

test('diff asks too; with --json nobody is asked', async () => {
  const folder = folderWith(part, 'create table part (id integer primary key, number text, note text);')
  const words = ['diff', '--dialect', 'sqlite', '--from', 'migrations', '--to', 'wanted.txt']
  const asked = await answering(folder, words, ['1'])
  expect([asked.exit, asked.output]).toEqual([0, expect.stringContaining('rename column part.sku to number')])
  const json = await answering(folder, [...words, '--json'], ['1'])
  expect([json.exit, json.screen]).toEqual([4, ''])
})
