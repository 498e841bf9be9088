import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differences, exportRecord, jsonArray } from '../../src/domain/export.ts'
import { readOcm } from '../../src/domain/ocm.ts'
import { readPpm } from '../../src/domain/ppm.ts'
import { ocmRecord, ppmRecord, quarters, rules } from './records.ts'

const sample = (name: string): string => readFileSync(new URL(`../../sample/${name}`, import.meta.url), 'utf8')
const records = (name: string): readonly unknown[] => JSON.parse(sample(name)) as unknown[]

function rowOf<Row>(result: { readonly ok: true; readonly row: Row } | { readonly ok: false }): Row {
  if (!result.ok) throw new Error('refused')
  return result.row
}

describe('back to the JSON era', () => {
  test('the OCM file comes back byte for byte', () => {
    const rows = records('ocm.json').map((record) => exportRecord('ocm', rowOf(readOcm(record, rules()))))
    expect([...jsonArray(rows)].join('')).toBe(sample('ocm.json'))
  })

  test('reading what was exported gives the same PPM rows', () => {
    for (const record of records('ppm.json')) {
      const row = rowOf(readPpm(record, rules()))
      expect(rowOf(readPpm(exportRecord('ppm', row), rules()))).toEqual(row)
    }
  })

  test('no value is N/A in OCM and null in PPM; quarters keep their form', () => {
    const ocm = exportRecord('ocm', rowOf(readOcm(ocmRecord({ Service_Date: '', Engineer: null }), rules())))
    expect(ocm).toMatchObject({ Service_Date: 'N/A', Engineer: 'N/A', Installation_Date: 'N/A' })
    const row = rowOf(readPpm(ppmRecord(quarters(['1/4/2025', 'TECH-A'])), rules()))
    expect(exportRecord('ppm', row)).toMatchObject({
      PPM_Q_I: { engineer: 'TECH-A', quarter_date: '01/04/2025', status: null },
      Warranty_End: null,
    })
    expect(exportRecord('ppm', row, { quarterStatus: 'filled', dates: 'iso' })).toMatchObject({
      PPM_Q_I: { engineer: 'TECH-A', quarter_date: '2025-04-01', status: 'Maintained' },
    })
  })

  test('the pieces of a file are what JSON.stringify writes at once', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(2, 4), (list, indent) => {
        expect([...jsonArray(list, indent)].join('')).toBe(JSON.stringify(list, null, indent))
      }),
    )
  })

  test('differences name columns, and a count read as bigint is no difference', () => {
    const row = rowOf(readOcm(ocmRecord(), rules()))
    expect(differences('ocm', row, { ...row, no: 1n, created_at: 'x' })).toEqual([])
    expect(differences('ocm', row, { ...row, manufacturer: 'INVENTED' })).toEqual([
      { column: 'manufacturer', expected: 'LOCAL SUPPLY', found: 'INVENTED' },
    ])
  })
})
