/** Every message, word for word. */
import { expect, test } from 'vitest'
import * as problems from '../../src/sources/problems.ts'

const fresh = { source: 'ocm.json', records: 2, handed: 0 }
const under = { source: 'ocm.json', records: 1234, handed: 1000 }
const nothing = 'Nothing was read into the database.'
const handed =
  'Nothing after record 1,000 was handed on; batches that were committed before stay and stand in the ledger.'
const whole = 'Millwright loads no part of a file that is not whole.'

test.each([
  [
    problems.fileMissing('data/ocm.json'),
    'SRC101',
    'There is no file data/ocm.json.',
    nothing,
    'Millwright never takes a missing file for an empty one.',
    'Check the path; a relative path starts at the project folder.',
  ],
  [
    problems.notFile('data'),
    'SRC102',
    'data is not a plain file.',
    nothing,
    'Millwright reads neither directories nor devices nor pipes.',
    'Name the file itself.',
  ],
  [
    problems.notReadable('ocm.json', 'permission denied'),
    'SRC103',
    'ocm.json cannot be read: permission denied.',
    nothing,
    'Millwright does not change the rights of a file.',
    'Let this user read the file, then type the command again.',
  ],
  [
    problems.outsideRoots('../ocm.json'),
    'SRC104',
    '../ocm.json lies outside of the directories that may be read, or is reached through a link that leaves them.',
    nothing,
    'Millwright did not open the file.',
    'Move the file into an allowed directory, or allow its directory in the configuration.',
  ],
  [
    problems.emptyFile(fresh),
    'SRC105',
    'ocm.json is empty.',
    nothing,
    'Millwright takes an empty file for a failed export, never for a source without records.',
    'Export the file again.',
  ],
  [
    problems.notArray(fresh, 'a JSON array', 'an object'),
    'SRC106',
    'ocm.json does not hold a JSON array: it begins with an object.',
    nothing,
    'Millwright does not guess where in a file the records are.',
    'Export the records as a JSON array, or declare `at` (the key that holds the array) or `object: "entries"`.',
  ],
  [
    problems.noRecords(fresh),
    'SRC107',
    'ocm.json holds no records.',
    nothing,
    'Millwright takes an empty source for a failed export.',
    'Export the file again, or declare `allowEmpty: true` when it may be empty.',
  ],
  [
    problems.truncated(under, 40_960, 'a record'),
    'SRC108',
    'ocm.json is cut off: it ends at byte 40,960, after 1,234 whole records, inside of a record.',
    handed,
    whole,
    'Export or copy the file again and compare its size with the original.',
  ],
  [
    problems.trailingComma(fresh, 4096),
    'SRC109',
    'ocm.json has a comma after its last record, before byte 4,096.',
    nothing,
    'Millwright does not guess whether a record is missing there.',
    'Look whether the last record is missing; if not, remove the comma.',
  ],
  [
    problems.textAfterEnd(under, 4096),
    'SRC110',
    'ocm.json goes on after the end of its records, at byte 4,096.',
    handed,
    'Millwright leaves no text unread.',
    'Look whether two exports were written into one file, and separate them.',
  ],
  [
    problems.wrongEncoding(fresh, 'UTF-8', 'UTF-16LE'),
    'SRC111',
    'ocm.json is declared as UTF-8, but its byte-order mark says UTF-16LE.',
    nothing,
    'Millwright does not guess an encoding.',
    'Declare the encoding the file has, or export it as UTF-8.',
  ],
  [
    problems.invalidText(fresh, 'UTF-8', 12),
    'SRC112',
    'ocm.json is not valid UTF-8 at byte 12.',
    nothing,
    'Millwright does not replace characters it cannot read.',
    'Declare the encoding the file has, or export it as UTF-8.',
  ],
  [
    problems.binaryFile(fresh, 12),
    'SRC113',
    'ocm.json is not a text file: byte 12 is zero.',
    nothing,
    'Millwright neither unpacks compressed files nor reads binary ones.',
    'Unpack the file, or declare `encoding: "utf-16le"` if it is text of that kind.',
  ],
  [
    problems.tooFewRecords(fresh, 1, 612),
    'SRC114',
    'ocm.json has shrunk: it holds 1 record, and at least 612 are expected.',
    nothing,
    whole,
    'Export the file again, or lower `minRecords` when the loss is meant.',
  ],
  [
    problems.sourceChanged(under),
    'SRC115',
    'ocm.json was changed while it was read: it is not the one the plan was made for.',
    handed,
    'Millwright stops the step.',
    'Put the original back and type `millwright resume`, or go back with `millwright rollback` and plan again.',
  ],
  [
    problems.unclosedQuote(fresh, 1017),
    'SRC116',
    'ocm.json opens a quote on line 1,017 that is never closed.',
    nothing,
    'Millwright does not guess where the field ends.',
    'Close the quote, or double it if it belongs to the text; if the file was cut off, export it again.',
  ],
  [
    problems.badHeader(fresh, 'the name "id" stands there twice'),
    'SRC117',
    'The first line of ocm.json is no header: the name "id" stands there twice.',
    nothing,
    'Millwright tells columns apart only by their names.',
    'Give every column a name of its own, and check the declared delimiter.',
  ],
  [
    problems.columnsDiffer(fresh, 'missing: "serial"'),
    'SRC118',
    'ocm.json does not have the declared columns: missing: "serial".',
    nothing,
    'Millwright neither drops a column nor fills one by itself.',
    'Correct the file or the declaration, or declare `unknownColumns: "allow"` or `missingColumns: "allow"`.',
  ],
  [
    problems.invalidJson(under, 4096, 'Unexpected token'),
    'SRC119',
    'ocm.json is not valid JSON in record 1,235, which begins at byte 4,096: Unexpected token.',
    handed,
    'Millwright cannot tell where such a record ends, and reads no further.',
    'Correct the record, or export the file again.',
  ],
  [
    problems.miscounted(under, 1235),
    'SRC120',
    'ocm.json gave 1,234 records, but an independent count finds 1,235.',
    handed,
    'Millwright stops the step: a record may be missing or doubled.',
    'Look whether something writes to the source; then go back with `millwright rollback` and begin again.',
  ],
  [
    problems.noArrayAt(fresh, 'items', 'there is no such key'),
    'SRC121',
    'The object in ocm.json has no single array under the key "items": there is no such key.',
    nothing,
    'Millwright does not guess where in a file the records are.',
    'Check the key in `at`.',
  ],
  [
    problems.nullKey({ ...fresh, source: 'parts' }, 'site, number', 3),
    'SRC122',
    '3 rows of parts have no value in the key (site, number).',
    nothing,
    'Millwright reads rows in the order of their key and would pass over these.',
    'Name a unique key without NULL, or leave these rows out with a query.',
  ],
  [
    problems.keyNotUnique({ ...fresh, source: 'parts' }, 'site'),
    'SRC123',
    'The key (site) of parts is not unique.',
    nothing,
    'Millwright reads rows in the order of their key and could pass over one.',
    'Name a key that no two rows share; add columns to it if need be.',
  ],
  [
    problems.badPosition(fresh, 'the file ends before it'),
    'SRC124',
    'Reading ocm.json cannot go on from the recorded position: the file ends before it.',
    nothing,
    'Millwright does not begin again by itself, because rows would be loaded twice.',
    'Put the original source back, or go back with `millwright rollback` and begin again.',
  ],
  [
    problems.openLastLine(fresh, 99),
    'SRC125',
    'The last line of ocm.json does not end with a line break (byte 99), so it may be cut off.',
    nothing,
    whole,
    'Compare the file with the original; if it is whole, declare `lastLineBreak: "optional"`.',
  ],
])('%s', (problem, code, ...[what, state, does, next]) => {
  expect(problem).toMatchObject({ code, exit: 4, text: { what, state, does, next } })
})

test('every problem is in the list above', () => {
  const codes = Object.values(problems).map(({ code }) => code)
  expect(codes).toEqual(codes.map((_, at) => `SRC${101 + at}`))
  expect(codes).toHaveLength(25)
})
