import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { split } from '../../src/dialects/sqlite/split.ts'

const texts = (script: string) => split(script).map(({ text }) => text)

describe('split', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['nothing', '', []],
    ['only space, comments and semicolons', ' ;\n-- a;b\n/* ; */ ;;\r\n', []],
    ['a last statement without semicolon', 'select 1;\nselect 2', ['select 1', 'select 2']],
    ['a byte order mark and CRLF', '\ufeffselect 1;\r\nselect 2;\r\n', ['select 1', 'select 2']],
    [
      'semicolons in strings and names',
      `select ';''', "a;""b", \`c;\`\`\`, [d;'e]; select 2`,
      [`select ';''', "a;""b", \`c;\`\`\`, [d;'e]`, 'select 2'],
    ],
    ['semicolons in comments', 'select /* ; */ 1 -- ;\n, 2; select 3', ['select /* ; */ 1 -- ;\n, 2', 'select 3']],
    ['a comment at the very end', 'select 1 -- no line end', ['select 1']],
    ['quotes in comments', 'select 1; -- it\'s\nselect 2 /* " */; select 3', ['select 1', 'select 2', 'select 3']],
    ['minus and division', 'select 1 - -2 / 3; select 4*/*x*/5', ['select 1 - -2 / 3', 'select 4*/*x*/5']],
    ['a comment that begins like its end', 'select /*/ ; */ 1; select 2', ['select /*/ ; */ 1', 'select 2']],
  ])('%s', (_name, script, expected) => {
    expect(texts(script)).toEqual(expected)
  })

  const body = "begin select case when 1 then case 2 when 2 then ';' end end; update t set a = 1 -- end;\n; end"

  test.each([
    `create trigger x after insert on t ${body}`,
    `CREATE TEMP TRIGGER IF NOT EXISTS "begin" AFTER UPDATE OF "end" ON t ${body}`,
    `create temporary trigger [end] before delete on t ${body}`,
    `create /* ; */ trigger x after insert on t when new.a <> ';' ${body}`,
    'create trigger x after insert on t begin select "end"; select 1 as [end]; end',
    'create trigger x after insert on t begin select 1;;end',
    `explain create trigger x after insert on t ${body}`,
    'create trigger x after insert on t begin insert into t(a) values (1); end -- the end; of it',
  ])('keeps a trigger whole: %s', (trigger) => {
    const kept = trigger.replace(/ -- the end; of it$/, '')
    expect(texts(`select 1; ${trigger}\n; select 2`)).toEqual(['select 1', kept, 'select 2'])
    expect(texts(trigger)).toEqual([kept])
  })

  test('a transaction and a table named like a trigger are cut as usual', () => {
    const script =
      'begin; create table trigger_x(a); create table "trigger"(b); end; create index begin_x on t(a); commit'
    expect(texts(script)).toEqual(script.split('; '))
  })

  test('tells the line of the first word', () => {
    const script = "\ufeff-- one\r\nselect 1; select\n2;\n\n/* five\nsix */ select 'a\nb'; select 3"
    expect(split(script).map(({ line }) => line)).toEqual([2, 2, 6, 7])
  })

  test.each([
    ["select 1;\nselect 'it''s", 'The string that begins on line 2 does not end.'],
    ['select "a""', 'The name that begins on line 1 does not end.'],
    ['\n\nselect `a', 'The name that begins on line 3 does not end.'],
    ['select [a', 'The name that begins on line 1 does not end.'],
    ['select 1 /* more\n', 'The comment that begins on line 1 does not end.'],
    [
      'select 1;\ncreate trigger x after insert on t begin select 1;',
      'The trigger that begins on line 2 does not end.',
    ],
    ['create trigger x after insert on t begin select 1; select 2', 'The trigger that begins on line 1 does not end.'],
  ])('%j is refused', (script, message) => {
    expect(() => split(script)).toThrow(message)
  })

  test('ten thousand statements in well under a second', () => {
    const script = "insert into t values (1, 'a;b'); -- note\n".repeat(10_000)
    const started = performance.now()
    expect(split(script)).toHaveLength(10_000)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

describe('split, by chance', () => {
  const word = fc.constantFrom('a', 'begin_', '"end"', '"x;y"', '[case;]', '`q;``r`', 't')
  const literal = fc.constantFrom("'a;b'", "'it''s;'", '1', '-1.5e3', "x'00'", "'--'", "'/*'", '"b""c"')
  const gap = fc.constantFrom(' ', '\n', '\r\n', " -- c; '\n", '/* ; " */', '\t')
  const simple = fc.oneof(
    fc.tuple(gap, literal, gap, word).map(([a, value, b, name]) => `select${a}${value}${b}as ${name}`),
    fc.tuple(gap, word).map(([a, name]) => `create table${a}${name} (a, "b;")`),
    fc.tuple(gap, literal).map(([a, value]) => `select case${a}when 1 then case when 2 then${a}${value} end end`),
    fc.constantFrom('begin', 'commit', 'end', 'vacuum', 'explain select 1'),
  )
  const inside = fc.tuple(gap, literal).map(([a, value]) => `select case${a}when ${value} then 1 end`)
  const trigger = fc
    .tuple(fc.constantFrom('', 'temp ', 'temporary '), word, fc.array(inside, { minLength: 1, maxLength: 3 }), gap)
    .map(
      ([kind, name, steps, a]) =>
        `create ${kind}trigger ${name} after insert on t begin${a}${steps.join(`;${a}`)};${a}end`,
    )
  const statements = fc.array(fc.oneof({ weight: 3, arbitrary: simple }, { weight: 1, arbitrary: trigger }), {
    maxLength: 8,
  })

  test('what was joined is cut at the same places', () => {
    fc.assert(
      fc.property(statements, gap, (list, a) => {
        expect(texts(list.join(`${a};${a}`))).toEqual(list)
        expect(texts(`\ufeff;${a}${list.map((one) => `${one};${a}`).join('')}`)).toEqual(list)
      }),
      { numRuns: 1000 },
    )
  })

  test('SQLite accepts every piece as one whole statement', () => {
    fc.assert(
      fc.property(statements, (list) => {
        using db = new DatabaseSync(':memory:')
        db.exec('create table t (a)')
        for (const text of texts(list.join(';'))) {
          const words = prepare(db, text)
          expect(words).not.toMatch(/incomplete|unrecognized|syntax/)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('whatever stands between the pieces, none of their characters is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab;\'"`[]-/*\n ().'.split('')) }), (script) => {
        let at = 0
        for (const { text } of attempt(script)) {
          at = script.indexOf(text, at)
          expect(at).toBeGreaterThanOrEqual(0)
          at += text.length
        }
      }),
      { numRuns: 2000 },
    )
  })
})

function prepare(db: DatabaseSync, text: string): string {
  try {
    db.prepare(text)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

function attempt(script: string) {
  try {
    return split(script)
  } catch {
    return []
  }
}
