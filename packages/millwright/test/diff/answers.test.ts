/** What is typed behind the flags of a comparison, and what a schema file says of renames by itself. */
import { describe, expect, test } from 'vitest'
import { readAnswers } from '../../src/diff/answers.ts'
import { plainNames } from '../../src/diff/plain-names.ts'
import { commentedRenames } from '../../src/diff/rename-comments.ts'
import { withoutCollisions } from '../../src/diff/swaps.ts'
import type { Catalogue } from '../../src/schema/catalogue.ts'
import type { Rename } from '../../src/schema/change.ts'

describe('answers', () => {
  test.each<readonly [string, Rename]>([
    ['table:a=b', { what: 'table', from: 'a', to: 'b' }],
    ['table:public.a=app.a', { what: 'table', from: 'public.a', to: 'app.a' }],
    ['column:a.b=c', { what: 'column', of: 'a', from: 'b', to: 'c' }],
    ['column:app.a.b=c', { what: 'column', of: 'app.a', from: 'b', to: 'c' }],
    ['column:"a.b"."c=d"="e"', { what: 'column', of: 'a.b', from: 'c=d', to: 'e' }],
    ['type-value:mood.so so="fine, thanks"', { what: 'type-value', of: 'mood', from: 'so so', to: 'fine, thanks' }],
    ['constraint:t.k=kk', { what: 'constraint', of: 't', from: 'k', to: 'kk' }],
    ['index:t.i=j', { what: 'index', of: 't', from: 'i', to: 'j' }],
  ])('--rename %s', (typed, expected) => {
    expect(readAnswers({ renames: [typed] }).renames).toEqual([expected])
  })

  test('--fill keeps every sign of its expression', () => {
    expect(readAnswers({ fills: ["app.t.a=case when b = '=' then 1 end"] }).fills).toEqual([
      { table: 'app.t', column: 'a', sql: "case when b = '=' then 1 end" },
    ])
  })

  test('--map-value and --drop', () => {
    const { values, drops } = readAnswers({ values: ['app.mood.sad=ok'], drops: ['column:t.a', 'table:u'] })
    expect(values).toEqual([{ type: 'app.mood', from: 'sad', to: 'ok' }])
    expect(drops).toEqual([
      { what: 'column', of: 't', from: 'a' },
      { what: 'table', from: 'u' },
    ])
  })

  test.each([
    { renames: ['a=b'] },
    { renames: ['column:b=c'] },
    { renames: ['column:a.b'] },
    { renames: ['view:a=b'] },
    { drops: ['column:b'] },
    { fills: ['a=1'] },
    { usings: ['t.a='] },
    { values: ['sad=ok'] },
  ])('%j is none', (typed) => {
    expect(() => readAnswers(typed)).toThrow(expect.objectContaining({ code: 'DIFF201' }) as Error)
  })
})

test('comments say what was called otherwise', () => {
  const script = `-- renamed from old_part
CREATE TABLE IF NOT EXISTS app."Part" ( -- the parts
  id integer,
  "new name" text, -- renamed from "old name"
  -- renamed from x
  y integer
);
create table other ( -- renamed from another
  z text -- not renamed from anything said
);`
  expect(commentedRenames(script)).toEqual([
    { what: 'table', from: 'old_part', to: 'app.Part' },
    { what: 'column', of: 'app.Part', from: 'old name', to: 'new name' },
    { what: 'column', of: 'app.Part', from: 'x', to: 'y' },
    { what: 'table', from: 'another', to: 'other' },
  ])
})

test('a chain is renamed from its end, and a circle through a name in between', () => {
  const column = (from: string, to: string): Rename => ({ what: 'column', of: 't', from, to })
  expect(withoutCollisions([column('a', 'b'), column('b', 'c')])).toEqual([column('b', 'c'), column('a', 'b')])
  expect(withoutCollisions([column('a', 'b'), column('b', 'a')])).toEqual([
    column('a', 'millwright_swap_1'),
    column('b', 'a'),
    column('millwright_swap_1', 'b'),
  ])
})

test('the schema of a name may be written or left out, where it says nothing', () => {
  const catalogue = (...names: readonly string[]): Catalogue => ({
    version: '',
    entities: names.map((name) => ({ kind: 'table', name, facts: {}, needs: [], sql: [] })),
  })
  const typed = readAnswers({
    renames: ['table:public.t=app.t', 'table:u=app.w', 'column:public.t.a=b', 'table:x.y=x.z'],
    drops: ['table:public.v'],
    fills: ['public.v.a=1', 'app.t.b=2'],
  })
  const sides = { from: catalogue('t', 'v', 'app.u'), to: catalogue('app.t', 'app.w') }
  expect(plainNames(typed, sides)).toMatchObject({
    renames: [
      { what: 'table', from: 't', to: 'app.t' },
      { what: 'table', from: 'app.u', to: 'app.w' },
      { what: 'column', of: 't', from: 'a', to: 'b' },
      { what: 'table', from: 'x.y', to: 'x.z' },
    ],
    drops: [{ what: 'table', from: 'v' }],
    fills: [
      { table: 'v', column: 'a', sql: '1' },
      { table: 'app.t', column: 'b', sql: '2' },
    ],
  })
})
