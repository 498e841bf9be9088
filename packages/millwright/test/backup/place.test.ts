/** URLs: whose file they name, and what of them may be shown. */
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { maskUrl, pathOf, urlBeside } from '../../src/backup/place.ts'

test.each([
  ['sqlite:/data/app.db', '/data/app.db'],
  ['sqlite:///data/app.db', '/data/app.db'],
  ['sqlite:data/app.db', resolve('data/app.db')],
  ['data/app.db', resolve('data/app.db')],
  ['sqlite:a:b.db', resolve('a:b.db')],
])('%s is the file %s', (url, path) => {
  expect(pathOf(url)).toBe(path)
})

test('the URL of a neighbour has the same scheme, or none', () => {
  expect(urlBeside('sqlite:data/app.db', '/b/copy.db')).toBe('sqlite:/b/copy.db')
  expect(urlBeside('data/app.db', '/b/copy.db')).toBe('/b/copy.db')
})

test.each([
  ['sqlite:data/app.db', 'sqlite:data/app.db'],
  ['sqlite:///data/a:b@c.db', 'sqlite:///data/a:b@c.db'],
  ['postgres://app@db:5432/shop', 'postgres://app@db:5432/shop'],
  ['postgres://app:secret@db:5432/shop', 'postgres://app:***@db:5432/shop'],
  ['postgres://app:p@ss/wo:rd?#@db/shop', 'postgres://app:***@db/shop'],
  ['postgres://db/shop?user=app&password=secret&x=1', 'postgres://db/shop?user=app&password=***&x=1'],
  ['postgres://db/shop?sslpassword=secret', 'postgres://db/shop?sslpassword=***'],
])('%s is shown as %s', (url, shown) => {
  expect(maskUrl(url)).toBe(shown)
})
