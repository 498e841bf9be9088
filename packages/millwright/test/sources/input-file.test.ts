import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { csvFile } from '../../src/sources/csv-file.ts'
import { jsonFile } from '../../src/sources/json-file.ts'
import { ndjsonFile } from '../../src/sources/ndjson-file.ts'
import type { Source } from '../../src/sources/source.ts'
import { codeOf, codesOf, Folder, readOn } from './support.ts'

const folder = new Folder()
const pipeMaker = 'mkfifo'
afterAll(() => folder[Symbol.dispose]())

const files: Readonly<Record<string, (path: string, options?: { roots?: readonly string[] }) => Source>> = {
  jsonFile,
  ndjsonFile,
  csvFile,
}

describe.each(Object.entries(files))('%s refuses', (_name, open) => {
  test('a file that is not there', async () => {
    for (const path of ['missing.json', 'data/missing.json']) {
      expect(await codesOf(open(join(folder.path, path)))).toEqual(['SRC101', 'SRC101'])
    }
    expect(await codesOf(open(join(folder.file('x'), 'below')))).toEqual(['SRC101', 'SRC101'])
  })

  test('a directory', async () => {
    expect(await codesOf(open(folder.path))).toEqual(['SRC102', 'SRC102'])
  })

  test('a pipe, without waiting for its writer', async () => {
    const pipe = join(folder.path, `pipe-${_name}`)
    execFileSync(pipeMaker, [pipe])
    expect(await codesOf(open(pipe))).toEqual(['SRC102', 'SRC102'])
  })

  test('a device', async () => {
    expect(await codesOf(open('/dev/zero'))).toEqual(['SRC102', 'SRC102'])
  })

  test('a path that is too long, or none', async () => {
    expect(await codeOf(open('x'.repeat(5000)).pin())).toBe('SRC103')
    expect(await codeOf(open('data\0.json').pin())).toBe('SRC103')
  })

  test.skipIf(process.getuid?.() === 0)('a file this user may not read', async () => {
    const path = folder.file('[1]')
    chmodSync(path, 0)
    expect(await codesOf(open(path))).toEqual(['SRC103', 'SRC103'])
  })
})

describe('only in allowed directories', () => {
  mkdirSync(join(folder.path, 'allowed'))
  mkdirSync(join(folder.path, 'allowed-not'))
  const roots = [join(folder.path, 'allowed')]
  const inside = folder.file('[1]', 'allowed/in.json')
  const outside = folder.file('[1]', 'allowed-not/out.json')
  const pin = (path: string, among: readonly string[] = roots) => codeOf(jsonFile(path, { roots: among }).pin())

  test('a file within one is read', async () => {
    expect(await pin(inside)).toBe('no problem')
    expect(await pin(inside, ['/nowhere-at-all', ...roots])).toBe('no problem')
    expect(await pin(inside, ['/'])).toBe('no problem')
  })

  test.each([
    ['another directory', outside],
    ['a way out of one', join(folder.path, 'allowed', '..', 'allowed-not', 'out.json')],
    ['a file of the system', '/etc/passwd'],
  ])('%s is refused', async (_what, path) => {
    expect(await pin(path)).toBe('SRC104')
  })

  test('a link that leaves them is refused, one within them is followed', async () => {
    symlinkSync(outside, join(folder.path, 'allowed', 'out-link.json'))
    symlinkSync(inside, join(folder.path, 'allowed', 'in-link.json'))
    symlinkSync(join(folder.path, 'allowed-not'), join(folder.path, 'allowed', 'folder'))
    expect(await pin(join(folder.path, 'allowed', 'out-link.json'))).toBe('SRC104')
    expect(await pin(join(folder.path, 'allowed', 'folder', 'out.json'))).toBe('SRC104')
    expect(await pin(join(folder.path, 'allowed', 'in-link.json'))).toBe('no problem')
  })

  test('a missing file within one is missing', async () => {
    expect(await pin(join(folder.path, 'allowed', 'none.json'))).toBe('SRC101')
  })
})

describe('a file that changes', () => {
  test('between the pin and the reading is refused, even with its size and time unchanged', async () => {
    const path = folder.file('[1,2]')
    const time = new Date(0)
    utimesSync(path, time, time)
    const source = jsonFile(path)
    await source.pin()
    writeFileSync(path, '[1,3]')
    utimesSync(path, time, time)
    expect(await codeOf(readOn(source))).toBe('SRC115')
    expect(await codeOf(readOn(source, { record: 1, mark: 2 }))).toBe('SRC115')
  })

  test('while it is read is refused, pinned or not', async () => {
    for (const isPinned of [true, false]) {
      const path = folder.file('1\n2\n3\n')
      const source = ndjsonFile(path, { blockBytes: 2 })
      if (isPinned) await source.pin()
      const read = source.read(undefined, 1)[Symbol.asyncIterator]()
      await read.next()
      appendFileSync(path, '4\n')
      expect(await codeOf(drain(read))).toBe('SRC115')
    }
  })

  test('is not handed on to its end', async () => {
    const path = folder.file('1\n2\n')
    const source = ndjsonFile(path)
    await source.pin()
    writeFileSync(path, '1\n3\n')
    expect(await codeOf(source.read(undefined)[Symbol.asyncIterator]().next())).toBe('SRC115')
  })
})

test('a position counts records that the pin does not: the books do not close', async () => {
  const source = ndjsonFile(folder.file('1\n2\n3\n'))
  await source.pin()
  expect(await codeOf(readOn(source, { record: 2, mark: 2 }))).toBe('SRC120')
})

test('problems say what had been handed on', async () => {
  const source = jsonFile(folder.file('[1,2,3,tru]'))
  const problem = await readOn(source, undefined, 2).catch((error: unknown) => error)
  expect(problem).toMatchObject({
    text: {
      what: `${source.name} is not valid JSON in record 4, which begins at byte 7: Unexpected end of JSON input.`,
      state: 'Nothing after record 2 was handed on; batches that were committed before stay and stand in the ledger.',
    },
  })
})

test('a position that cannot be found does not deny what was loaded before', async () => {
  for (const mark of ['x', 99]) {
    const problem = readOn(jsonFile(folder.file('[1,2]')), { record: 1, mark })
    await expect(problem).rejects.toMatchObject({
      code: 'SRC124',
      text: { state: expect.stringContaining('Nothing after record 1') as string },
    })
  }
})

test('a consumer that stops leaves nothing open', async () => {
  const source = ndjsonFile(folder.file('1\n'.repeat(5000)))
  for await (const { records } of source.read(undefined, 10)) {
    expect(records).toHaveLength(10)
    break
  }
  await source.close()
})

async function drain(read: AsyncIterator<unknown>): Promise<void> {
  for (let step = await read.next(); step.done !== true; step = await read.next());
}
