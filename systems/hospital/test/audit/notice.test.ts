import { expect, test } from 'vitest'
import { newNotice } from '../../src/audit/notice.ts'

test('no more than a few hundred kinds are told apart, whoever invents them', async () => {
  let at = 0
  const written: string[] = []
  const notice = newNotice({
    clock: () => at,
    write: async ({ description, details }, actor) => {
      written.push(`${actor} ${description} ${JSON.stringify(details ?? {})}`)
    },
  })
  const knock = (key: string): Promise<void> => notice({ type: 'User Action', description: key }, { actor: 'a', key })
  for (let kind = 0; kind < 1000; kind++) await knock(`kind ${kind}`)
  expect(written).toHaveLength(201)
  at = 60_000
  await knock('kind 999')
  await knock('kind 0')
  expect(written.slice(201)).toEqual(['a kind 999 {}', 'a kind 0 {}'])
})
