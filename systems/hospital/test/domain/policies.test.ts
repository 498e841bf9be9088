import { describe, expect, test } from 'vitest'
import { defaultPolicies, parsePolicies, policyChoices, policyFlag } from '../../src/domain/policies.ts'
import { duplicatePolicyFor, suffixedSerial } from '../../src/domain/serial.ts'

describe('policies', () => {
  test('the defaults', () => {
    expect(defaultPolicies).toEqual({
      duplicateSerials: 'fail',
      placeholderSerials: 'suffix',
      missingRequired: 'fail',
      requiredPlaceholders: 'keep',
      invalidDates: 'null+flag',
      lossySerials: 'flag',
      tooLong: 'fail',
      unknownDepartments: 'warn',
      existingRows: 'conflict-fail',
      dateOrder: 'DMY',
      quarterStep: 'P3M',
    })
  })

  test('flags choose', () => {
    expect(
      parsePolicies({
        'placeholder-serials': 'quarantine',
        'missing-required': 'placeholder:UNKNOWN',
        'date-order': undefined,
      }),
    ).toEqual({
      ok: true,
      policies: { ...defaultPolicies, placeholderSerials: 'quarantine', missingRequired: 'placeholder:UNKNOWN' },
    })
  })

  test('an unknown flag or word is a fault that names the words', () => {
    expect(
      parsePolicies({ 'placeholder-serial': 'fail', 'too-long': 'truncate', 'missing-required': 'placeholder:' }),
    ).toEqual({
      ok: false,
      faults: [
        { flag: 'placeholder-serial', message: '--placeholder-serial is not a policy' },
        { flag: 'too-long', message: '--too-long truncate: use fail, quarantine' },
        {
          flag: 'missing-required',
          message: '--missing-required placeholder:: use fail, quarantine, placeholder:<text>',
        },
      ],
    })
  })

  test('every choice is accepted under its flag', () => {
    for (const [name, choices] of Object.entries(policyChoices)) {
      for (const choice of choices.filter((word) => !word.includes('<'))) {
        expect(parsePolicies({ [policyFlag(name as keyof typeof policyChoices)]: choice })).toMatchObject({
          ok: true,
          policies: { [name]: choice },
        })
      }
    }
  })
})

describe('duplicate serials', () => {
  test('placeholders have a policy of their own', () => {
    expect(
      ['N-A 78', 'N- A 7', 'n/a 3', 'N-A 7#'].map((serial) => duplicatePolicyFor(serial, defaultPolicies)),
    ).toEqual(Array(4).fill('suffix'))
    expect(['SN1', 'N-AX 7', 'NA-7', 'N-A'].map((serial) => duplicatePolicyFor(serial, defaultPolicies))).toEqual(
      Array(4).fill('fail'),
    )
  })

  test('the second gets ~2, the third ~3', () => {
    expect([1, 2, 3].map((n) => suffixedSerial('N-A 78', n))).toEqual(['N-A 78', 'N-A 78~2', 'N-A 78~3'])
  })
})
