import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { types } from 'millwright'
import { expect, test } from 'vitest'
import { root } from '../../src/project.ts'
import { bookAt } from '../book.ts'

test('the types of the queries are those of the tables that the history gives', async () => {
  const { project } = await bookAt('r17')
  const file = join(root, 'src', 'database', 'tables.ts')
  expect((await types(project, { cwd: root })).text).toBe(readFileSync(file, 'utf8'))
})
