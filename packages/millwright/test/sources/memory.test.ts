/** Memory is bounded by what is asked for, not by what the file holds. Each program runs on its own and reports its peak. */
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { Folder } from './support.ts'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

type Report = {
  readonly records: number
  readonly faults: readonly string[]
  readonly problem: string | undefined
  readonly grown: number
}

function read(kind: string, path: string): Report {
  const program = fileURLToPath(new URL('programs/read-file.ts', import.meta.url))
  const args = ['--disable-warning=ExperimentalWarning', program, kind, path]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Report
}

function write(name: string, pieces: Iterable<string>): string {
  const path = join(folder.path, name)
  const file = openSync(path, 'w')
  for (const piece of pieces) writeSync(file, piece)
  closeSync(file)
  return path
}

type Content = { readonly head: string; readonly piece: string; readonly times: number; readonly tail?: string }

function* repeated({ head, piece, times, tail = '' }: Content): Iterable<string> {
  yield head
  for (let at = 0; at < times; at++) yield piece
  yield tail
}

const megabyte = 'x'.repeat(1_000_000)

test.each([
  { kind: 'json', head: '[1,{"a":"', tail: '"},3]' },
  { kind: 'ndjson', head: '1\n{"a":"', tail: '"}\n3\n' },
  { kind: 'csv', head: 'a,b\n1,2\n"', tail: '",2\n5,6\n' },
])(
  'a text of 200 MB in a $kind record is refused without being held',
  ({ kind, head, tail }) => {
    const report = read(kind, write(`large.${kind}`, repeated({ head, piece: megabyte, times: 200, tail })))
    expect(report).toMatchObject({ records: 3, faults: ['1 record_too_large'] })
    expect(report.grown).toBeLessThan(200)
  },
  120_000,
)

test.each([
  { kind: 'json', head: '[1,{"a":"', problem: 'SRC108' },
  { kind: 'ndjson', head: '1\n{"a":"', problem: 'SRC108' },
  { kind: 'csv', head: 'a,b\n1,2\n"', problem: 'SRC116' },
])(
  'a text of 100 MB that never ends in a $kind file',
  ({ kind, head, problem }) => {
    const report = read(kind, write(`endless.${kind}`, repeated({ head, piece: megabyte, times: 100 })))
    expect(report.problem).toBe(problem)
    expect(report.grown).toBeLessThan(200)
  },
  120_000,
)

test('a hundred thousand columns', () => {
  const line = (cell: (at: number) => string) => `${Array.from({ length: 100_000 }, (_, at) => cell(at)).join()}\n`
  const content = repeated({ head: line((at) => `c${at}`), piece: line(String), times: 20 })
  const report = read('csv', write('wide.csv', content))
  expect(report).toMatchObject({ records: 20, faults: [] })
  expect(report.grown).toBeLessThan(400)
}, 120_000)

const member = { a: 1, b: 'some text of usual length', c: ['é', null] }

test.each([
  { kind: 'json', head: '[1', piece: `,${JSON.stringify(member)}`, tail: ']' },
  { kind: 'ndjson', head: '', piece: `${JSON.stringify(member)}\n` },
  { kind: 'csv', head: 'a,b\n', piece: '1,"some ""text"" of usual length"\n' },
])(
  'a long $kind file takes no more memory than a short one',
  ({ kind, head, piece, ...end }) => {
    const content = { head, piece: piece.repeat(1000), ...end }
    const short = read(kind, write(`short.${kind}`, repeated({ ...content, times: 100 })))
    const long = read(kind, write(`long.${kind}`, repeated({ ...content, times: 1000 })))
    expect(long.records).toBeGreaterThanOrEqual(1_000_000)
    expect(long.faults).toEqual([])
    expect(long.grown).toBeLessThan(Math.max(150, short.grown * 1.5))
  },
  120_000,
)
