/** A record that was rejected is tried once more from its own text: that must read as it read in its file. */
import { afterAll, expect, test } from 'vitest'
import { jsonFile } from '../../src/sources/json-file.ts'
import { ndjsonFile } from '../../src/sources/ndjson-file.ts'
import type { Source } from '../../src/sources/source.ts'
import { Folder, readAll } from './support.ts'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const texts = [
  '{"a":1}',
  '{"a":1,"a":2}',
  '{"n":1e999999}',
  '12345678901234567890',
  '"\\ud800"',
  '[[[[1]]]]',
  '"é 😀"',
  '{"a":{"b":[1,2,{"c":null}]}}',
]

async function compare(source: Source, records: number): Promise<void> {
  const read = await readAll(source)
  expect(read).toHaveLength(records)
  for (const { raw, value, fault } of read) {
    const again = source.parse?.(raw)
    if (fault === undefined) expect(again, raw).toEqual({ value })
    else expect(again, raw).toMatchObject({ fault: { code: fault.code } })
  }
}

test('a line', async () => {
  const lines = [...texts, 'not json', '{"a":']
  await compare(ndjsonFile(folder.file(`${lines.join('\n')}\n`), { maxDepth: 3 }), lines.length)
  await compare(ndjsonFile(folder.file(`${texts.join('\n')}\n`), { maxDepth: 3, numbers: 'text' }), texts.length)
})

test('a member of an array', async () => {
  await compare(jsonFile(folder.file(`[${texts.join(', ')}]`), { maxDepth: 3 }), texts.length)
})

test('an entry of an object', async () => {
  const entries = texts.map((text, at) => `"key \\"${at}\\"": ${text}`)
  await compare(jsonFile(folder.file(`{${entries.join(', ')}}`), { maxDepth: 3, object: 'entries' }), texts.length)
})
