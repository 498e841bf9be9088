import { chmodSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readFormText } from '../../src/domain/form-text.ts'
import { createApp } from '../../src/http/app.ts'
import { readerBy } from '../../src/ocr/read-image.ts'
import { testBook } from '../http/support.ts'

const page = `END OF HITCH SOUNDING FORM
Vessel: MV Example
Date: 04/10/25
Draft Fwd: 22'6"
Draft aft: abt 24 ft
Fuel on log: 124,500
Correction: (500)
Total fuel: 124,300.5 gal
15P Lube: 0
16S Hyd. oil: 85 (est.)
17P: 1' 6" 619
17S dirty oil: 1' 6" six hundred
#13 P: 3' 4" 12,500 trace
13 stbd: 12300
18P: 3000
15 P: 200 gallons of nothing
Engineer: A. O'Brien`

const expected = {
  form: {
    vessel: 'MV Example',
    date: '04/10/25',
    draft_forward_feet: 22,
    draft_forward_inches: 6,
    fuel_on_log: 124_500,
    correction: -500,
    total_fuel_gallons: 124_300.5,
    lube_oil_15p: 0,
    hyd_oil_16s: 85,
    oily_bilge_17p_feet: 1,
    oily_bilge_17p_inches: 6,
    oily_bilge_17p_gallons: 619,
    engineer_name: "A. O'Brien",
    fuel_tanks: [
      {
        tank_number: '13',
        side: 'port',
        gallons: 12_500,
        sounding_feet: 3,
        sounding_inches: 4,
        water_present: 'Trace',
      },
      { tank_number: '13', side: 'stbd', gallons: 12_300 },
      { tank_number: '18', side: 'port', gallons: 3_000 },
    ],
  },
  unread: [
    'END OF HITCH SOUNDING FORM',
    'Draft aft: abt 24 ft',
    '17S dirty oil: 1\' 6" six hundred',
    '15 P: 200 gallons of nothing',
  ],
}

test('a form is read line by line, and what is in doubt is shown and left out', () => {
  expect(JSON.parse(JSON.stringify(readFormText(page)))).toEqual(expected)
})

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a])

async function bookWithReader(script: string | undefined) {
  const book = await testBook()
  const program = join(dirname(book.db), 'read-form')
  writeFileSync(program, `#!/bin/sh\n${script ?? ''}\n`)
  chmodSync(program, 0o700)
  const desk = script === undefined ? book.desk : { ...book.desk, readImage: readerBy(program) }
  const { app } = createApp(desk)
  const token = book.tokenOf('chief_engineer')
  const send = (body: Uint8Array<ArrayBuffer>, as = token) =>
    app.request('http://127.0.0.1/api/hitch/parse-image', {
      method: 'POST',
      headers: { host: '127.0.0.1', authorization: `Bearer ${as}` },
      body,
    })
  return { ...book, send }
}

test('the program that was named gets the image and gives its text; the fields can be sent as they are', async () => {
  const { send, call } = await bookWithReader(`test -s "$1" && cat <<'END'\n${page}\nEND`)
  const answer = await send(png)
  expect([answer.status, await answer.json()]).toEqual([200, expected])
  expect(await call('chief_engineer', 'POST /api/hitch/start', { ...expected.form, ...slop })).toMatchObject({
    status: 201,
  })
})

/** What a person adds to a form of which one line was not read. */
const slop = { dirty_oil_17s_feet: 1, dirty_oil_17s_inches: 6, dirty_oil_17s_gallons: 622 }

test('what is no image, too long, or not to be read is refused, and each says so', async () => {
  const failing = await bookWithReader('exit 3')
  const codeOf = async (answer: Response): Promise<unknown> => [
    answer.status,
    ((await answer.json()) as { readonly code: string }).code,
  ]
  expect(await codeOf(await failing.send(png))).toEqual([400, 'image_unreadable'])
  expect(await codeOf(await failing.send(new TextEncoder().encode('GIF89a')))).toEqual([400, 'not_an_image'])
  expect(await codeOf(await failing.send(new Uint8Array(16 * 1024 * 1024 + 1)))).toEqual([413, 'body_too_large'])
  expect(await codeOf(await failing.send(png, 'forged'))).toEqual([401, 'session_unknown'])
  const silent = await bookWithReader('echo nothing of use')
  expect(await codeOf(await silent.send(png))).toEqual([400, 'image_unreadable'])
  const none = await bookWithReader(undefined)
  expect(await codeOf(await none.send(png))).toEqual([503, 'reader_missing'])
})
