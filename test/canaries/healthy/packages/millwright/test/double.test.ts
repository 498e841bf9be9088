import { expect, test } from 'vitest'
import { double } from '../src/index.ts'

test('two is twice one', () => {
  expect(double(1)).toBe(2)
})
