import { expect, test } from 'vitest'
import * as all from '../../src/diff/problems.ts'
import { badAnswer, cannotCompare, noDdl, noDialect, noScript, scriptFails } from '../../src/diff/problems.ts'
import { couldBeRenamed, needsFill, needsUsing, needsValue, rowsBreak, valuesLost } from '../../src/schema/questions.ts'

const state = 'Nothing was changed; both sides were only read.'

/** What a person reads, word for word. */
const texts = [
  {
    problem: badAnswer('--fill', 'a=1', '`--fill table.column=<sql>`'),
    code: 'DIFF201',
    text: {
      what: '`--fill a=1` is no answer.',
      state,
      next: 'It takes `--fill table.column=<sql>`; a name with a dot, a quote or `=` in it stands in double quotes.',
    },
  },
  {
    problem: cannotCompare('SQLite', 'PGlite'),
    code: 'DIFF202',
    text: {
      what: 'A schema of SQLite cannot be compared with one of PGlite.',
      state,
      next: 'Name two sides of one kind; `--dialect` says what a .sql file is written for.',
    },
  },
  {
    problem: scriptFails('schema.sql', 'near "x": syntax error'),
    code: 'DIFF203',
    text: {
      what: 'schema.sql cannot be executed in an empty database: near "x": syntax error',
      state,
      next: 'Correct that statement; the file must make the whole schema by itself.',
    },
  },
  {
    problem: noScript('schema.sql', 'there is none'),
    code: 'DIFF204',
    text: {
      what: 'schema.sql cannot be read: there is none.',
      state,
      next: 'Name a .sql file, the URL of a database, or the word `migrations`.',
    },
  },
  {
    problem: noDialect(),
    code: 'DIFF205',
    text: {
      what: 'Nothing says for which database the .sql files are written.',
      state,
      next: 'Add `--dialect sqlite` or `--dialect postgres`.',
    },
  },
  {
    problem: noDdl('MySQL'),
    code: 'DIFF206',
    text: {
      what: 'Millwright does not compare schemas of MySQL yet.',
      state,
      next: 'Write the migration by hand: `millwright new`.',
    },
  },
  {
    problem: all.notASchema('schema.ts'),
    code: 'DIFF207',
    text: {
      what: 'schema.ts tells no schema: it exports neither tables of Drizzle nor a function.',
      state,
      next: 'Export tables (`pgTable`, `sqliteTable`), or as the default an async function that makes the schema with the Kysely instance it is given.',
    },
  },
  {
    problem: all.schemaModuleFails('schema.ts', 'no such table: gone'),
    code: 'DIFF208',
    text: {
      what: 'The schema of schema.ts cannot be made in an empty database: no such table: gone.',
      state,
      next: 'Correct the module. A function needs `kysely` to be installed, tables of Drizzle need `drizzle-kit`.',
    },
  },
  {
    problem: all.noSchemaModule('schema.ts', 'Cannot find module'),
    code: 'DIFF209',
    text: {
      what: 'schema.ts cannot be loaded: Cannot find module.',
      state,
      next: 'Correct it until `node schema.ts` ends without an error; what it imports is named with its ending.',
    },
  },
]

test.each(texts)('$code', ({ problem, code, text }) => {
  expect(problem).toMatchObject({ code, exit: 2, text })
  expect(problem.message).toBe(text.what)
})

test('every problem of the comparison stands above', () => {
  expect(Object.values(all).map(({ code }) => code)).toEqual(texts.map(({ code }) => code))
})

/** Questions and what rows say, word for word. */
test.each([
  [
    couldBeRenamed({ what: 'column', of: 'app.part', from: 'old sku', to: 'number' }),
    {
      code: 'DIFF101',
      severity: 'error',
      subject: 'app.part.old sku',
      message:
        'the column old sku goes away and number comes: is it the same one under a new name? If not: --drop column:app.part."old sku"',
      answer: '--rename column:app.part."old sku"=number',
    },
  ],
  [
    needsFill('part', 'price', 3),
    {
      code: 'DIFF102',
      severity: 'error',
      subject: 'part.price',
      message: 'rows that are there need a value, for the column may not be null and has no default',
      rows: 3,
      answer: '--fill part.price=<sql>',
    },
  ],
  [
    needsUsing('part', 'price', { from: 'TEXT', to: 'INTEGER', rows: 1, samples: ['price=x'] }),
    {
      code: 'DIFF103',
      severity: 'error',
      subject: 'part.price',
      message: 'values of TEXT cannot all be taken over as INTEGER',
      rows: 1,
      samples: ['price=x'],
      answer: '--using part.price=<sql>',
    },
  ],
  [
    needsValue('mood', 'sad', 2),
    {
      code: 'DIFF104',
      severity: 'error',
      subject: 'mood.sad',
      message: 'the value sad goes away: what do rows get that hold it?',
      rows: 2,
      answer: '--map-value mood.sad=<value>',
    },
  ],
  [
    rowsBreak('part', 'unique (sku)', { rows: 1, samples: ['sku=A'], look: 'select 1' }),
    {
      code: 'DIFF105',
      severity: 'error',
      subject: 'part unique (sku)',
      message: 'rows that are there break it: select 1',
      rows: 1,
      samples: ['sku=A'],
    },
  ],
  [
    valuesLost('part', 'its rows go away'),
    { code: 'DIFF106', severity: 'warning', subject: 'part', message: 'its rows go away', answer: '--keep-dropped' },
  ],
])('finding %#', (finding, expected) => {
  expect(finding).toEqual(expected)
})
