import { expect, test } from 'vitest'
import { masked } from '../../src/report/mask.ts'

test.each([
  ['postgres://u:p@h/db', 'postgres://u:***@h/db'],
  ['postgres://u:p@ss:w/rd@h:5432/db?x=1', 'postgres://u:***@h:5432/db?x=1'],
  ['postgres://:p@h/db', 'postgres://:***@h/db'],
  ['postgres://u@h/db', 'postgres://u@h/db'],
  ['sqlite:hospital.db', 'sqlite:hospital.db'],
  ['host=h password=p&%q;, user=u', 'host=h password=*** user=u'],
  ["host=h password='two words' user=u", 'host=h password=*** user=u'],
  ['postgres://h/db?user=u&password=p&ssl=1', 'postgres://h/db?user=u&password=***'],
  [String.raw`password='it\'s two' user=u`, 'password=*** user=u'],
  ['{"password": "a \\" b", "user": "u"}', '{"password": "***", "user": "u"}'],
  ['up --password "two words" --yes', 'up --password *** --yes'],
  ['a passwordless login', 'a passwordless login'],
])('%s is shown as %s', (text, shown) => {
  expect(masked(text)).toBe(shown)
})
