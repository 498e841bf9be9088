/** The published schema describes every report there is, and docs/report.schema.json is that schema. */
import { readFileSync, writeFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { reportJson, reportOf } from '../../src/report/report.ts'
import { reportSchema } from '../../src/report/schema.ts'
import { news, sampleInput, viewOf } from './sample.ts'

const file = new URL('../../../../docs/report.schema.json', import.meta.url)
const schema = await reportSchema()
const validate = new Ajv2020({ strict: true }).compile(schema)

test('docs/report.schema.json is the schema; UPDATE_SCHEMA=1 writes it anew', () => {
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema)
})

test('the schema calls itself draft 2020-12', () => {
  expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' })
})

const failure = {
  type: 'failed',
  code: 'RUN120',
  text: { what: 'It stopped.', state: 'Nothing was kept.', next: 'Try again.' },
} as const

test.each([
  ['a whole run', sampleInput()],
  ['a run without anything', sampleInput(viewOf([]))],
  ['every prefix of a run that failed', sampleInput(viewOf([...news.slice(0, 7), failure]))],
  ['a run without a backup', sampleInput(viewOf([{ type: 'backupSkipped', reason: 'It was empty.' }]))],
])('%s is valid', (_name, input) => {
  const valid = validate(JSON.parse(reportJson(reportOf(input))))
  expect(validate.errors ?? []).toEqual([])
  expect(valid).toBe(true)
})

test('every report on the way of a run is valid', () => {
  const wrong = news.map((_each, at) =>
    validate(JSON.parse(reportJson(reportOf(sampleInput(viewOf(news.slice(0, at))))))),
  )
  expect(wrong.filter((valid) => !valid)).toEqual([])
})

test.each([
  ['another format', { format: 2 }],
  ['a verdict that there is not', { verdict: { word: 'DONE', exitCode: 0, why: '' } }],
  ['a member that there is not', { extra: true }],
  [
    'a negative counter',
    { ledger: { balanced: true, counters: { ...reportOf(sampleInput()).ledger.counters, read: -1 } } },
  ],
])('%s is not valid', (_name, change) => {
  expect(validate({ ...reportOf(sampleInput()), ...change })).toBe(false)
})
