import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { excludeRejects } from '../../src/actions/rejects-decide.ts'
import { retryRejects } from '../../src/actions/rejects-retry.ts'
import { up } from '../../src/actions/up.ts'
import { projectWith, rowsOf, table } from './project-with.ts'

const index = new URL('../../src/index.ts', import.meta.url).href

const load = `import { defineMove, ndjson } from '${index}'
export default defineMove({ rejects: { max: 10 } }, (m) => {
  m.load('load', {
    from: ndjson('items.ndjson'),
    to: 'item',
    key: ['id'],
    map: ({ id, name }) => ({ id, name }),
  })
})
`

const lines = [
  { id: 1, name: 'one' },
  { id: 2, name: 'two' },
  { id: 2, name: 'another two' },
  { id: 3, name: 'three' },
]

async function loaded() {
  const project = await projectWith({
    '0001_item.sql': table('item', 'id integer primary key, name text'),
    '0002_load.ts': load,
  })
  writeFileSync(join(project.root, 'items.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  await up(project)
  return project
}

const items = 'select name from item order by id'
const openOnes = "select id from millwright_reject where state = 'open' and outcome = 'rejected' order by id"

describe('twins that were both rejected', () => {
  test('are not decided by trying again: none of them is loaded', async () => {
    const project = await loaded()
    expect(rowsOf(project, items)).toEqual(['one', 'three'])
    expect(rowsOf(project, openOnes)).toHaveLength(2)
    expect(await retryRejects(project)).toMatchObject({ tried: 2, loaded: 0, stillRejected: 2, exit: 0 })
    expect(rowsOf(project, items)).toEqual(['one', 'three'])
    expect(rowsOf(project, openOnes)).toHaveLength(2)
  })

  test('when a person leaves one out the other is loaded, and the books balance', async () => {
    const project = await loaded()
    const [first] = rowsOf(project, openOnes)
    await excludeRejects(project, { ids: [Number(first)], because: 'the first one was a test' })
    expect(await retryRejects(project)).toMatchObject({ tried: 1, loaded: 1, stillRejected: 0, exit: 0 })
    expect(rowsOf(project, items)).toHaveLength(3)
    expect(rowsOf(project, openOnes)).toEqual([])
  })
})
