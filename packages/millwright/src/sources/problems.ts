import { defineProblem } from '../kernel/problem.ts'
import { formatCount, oneLine, plural } from '../kernel/text.ts'

/** Which source a problem speaks of, how many of its records were found whole, and how many were already handed on. */
export type Where = { readonly source: string; readonly records: number; readonly handed: number }

const nothing = 'Nothing was read into the database.'

const stateAt = ({ handed }: Where): string =>
  handed === 0
    ? nothing
    : `Nothing after record ${formatCount(handed)} was handed on; batches that were committed before stay and stand in the ledger.`

const nameOf = ({ source }: Where): string => oneLine(source)

const refuses = 'Millwright loads no part of a file that is not whole.'

export const fileMissing = defineProblem('SRC101', 4, (path: string) => ({
  what: `There is no file ${oneLine(path)}.`,
  state: nothing,
  does: 'Millwright never takes a missing file for an empty one.',
  next: 'Check the path; a relative path starts at the project folder.',
}))

export const notFile = defineProblem('SRC102', 4, (path: string) => ({
  what: `${oneLine(path)} is not a plain file.`,
  state: nothing,
  does: 'Millwright reads neither directories nor devices nor pipes.',
  next: 'Name the file itself.',
}))

export const notReadable = defineProblem('SRC103', 4, (path: string, words: string) => ({
  what: `${oneLine(path)} cannot be read: ${oneLine(words)}.`,
  state: nothing,
  does: 'Millwright does not change the rights of a file.',
  next: 'Let this user read the file, then type the command again.',
}))

export const outsideRoots = defineProblem('SRC104', 4, (path: string) => ({
  what: `${oneLine(path)} lies outside of the directories that may be read, or is reached through a link that leaves them.`,
  state: nothing,
  does: 'Millwright did not open the file.',
  next: 'Move the file into an allowed directory, or allow its directory in the configuration.',
}))

export const emptyFile = defineProblem('SRC105', 4, (where: Where) => ({
  what: `${nameOf(where)} is empty.`,
  state: stateAt(where),
  does: 'Millwright takes an empty file for a failed export, never for a source without records.',
  next: 'Export the file again.',
}))

export const notArray = defineProblem('SRC106', 4, (where: Where, wanted: string, found: string) => ({
  what: `${nameOf(where)} does not hold ${wanted}: it begins with ${found}.`,
  state: stateAt(where),
  does: 'Millwright does not guess where in a file the records are.',
  next: 'Export the records as a JSON array, or declare `at` (the key that holds the array) or `object: "entries"`.',
}))

export const noRecords = defineProblem('SRC107', 4, (where: Where) => ({
  what: `${nameOf(where)} holds no records.`,
  state: stateAt(where),
  does: 'Millwright takes an empty source for a failed export.',
  next: 'Export the file again, or declare `allowEmpty: true` when it may be empty.',
}))

export const truncated = defineProblem('SRC108', 4, (where: Where, byte: number, open: string) => ({
  what: `${nameOf(where)} is cut off: it ends at byte ${formatCount(byte)}, after ${plural(where.records, 'whole record')}, inside of ${open}.`,
  state: stateAt(where),
  does: refuses,
  next: 'Export or copy the file again and compare its size with the original.',
}))

export const trailingComma = defineProblem('SRC109', 4, (where: Where, byte: number) => ({
  what: `${nameOf(where)} has a comma after its last record, before byte ${formatCount(byte)}.`,
  state: stateAt(where),
  does: 'Millwright does not guess whether a record is missing there.',
  next: 'Look whether the last record is missing; if not, remove the comma.',
}))

export const textAfterEnd = defineProblem('SRC110', 4, (where: Where, byte: number) => ({
  what: `${nameOf(where)} goes on after the end of its records, at byte ${formatCount(byte)}.`,
  state: stateAt(where),
  does: 'Millwright leaves no text unread.',
  next: 'Look whether two exports were written into one file, and separate them.',
}))

export const wrongEncoding = defineProblem('SRC111', 4, (where: Where, declared: string, found: string) => ({
  what: `${nameOf(where)} is declared as ${declared}, but its byte-order mark says ${found}.`,
  state: stateAt(where),
  does: 'Millwright does not guess an encoding.',
  next: 'Declare the encoding the file has, or export it as UTF-8.',
}))

export const invalidText = defineProblem('SRC112', 4, (where: Where, encoding: string, byte: number) => ({
  what: `${nameOf(where)} is not valid ${encoding} at byte ${formatCount(byte)}.`,
  state: stateAt(where),
  does: 'Millwright does not replace characters it cannot read.',
  next: 'Declare the encoding the file has, or export it as UTF-8.',
}))

export const binaryFile = defineProblem('SRC113', 4, (where: Where, byte: number) => ({
  what: `${nameOf(where)} is not a text file: byte ${formatCount(byte)} is zero.`,
  state: stateAt(where),
  does: 'Millwright neither unpacks compressed files nor reads binary ones.',
  next: 'Unpack the file, or declare `encoding: "utf-16le"` if it is text of that kind.',
}))

export const tooFewRecords = defineProblem('SRC114', 4, (where: Where, records: number, least: number) => ({
  what: `${nameOf(where)} has shrunk: it holds ${plural(records, 'record')}, and at least ${formatCount(least)} are expected.`,
  state: stateAt(where),
  does: refuses,
  next: 'Export the file again, or lower `minRecords` when the loss is meant.',
}))

export const sourceChanged = defineProblem('SRC115', 4, (where: Where) => ({
  what: `${nameOf(where)} was changed while it was read: it is not the one the plan was made for.`,
  state: stateAt(where),
  does: 'Millwright stops the step.',
  next: 'Put the original back and type `millwright resume`, or go back with `millwright rollback` and plan again.',
}))

export const unclosedQuote = defineProblem('SRC116', 4, (where: Where, line: number) => ({
  what: `${nameOf(where)} opens a quote on line ${formatCount(line)} that is never closed.`,
  state: stateAt(where),
  does: 'Millwright does not guess where the field ends.',
  next: 'Close the quote, or double it if it belongs to the text; if the file was cut off, export it again.',
}))

export const badHeader = defineProblem('SRC117', 4, (where: Where, words: string) => ({
  what: `The first line of ${nameOf(where)} is no header: ${oneLine(words)}.`,
  state: stateAt(where),
  does: 'Millwright tells columns apart only by their names.',
  next: 'Give every column a name of its own, and check the declared delimiter.',
}))

export const columnsDiffer = defineProblem('SRC118', 4, (where: Where, words: string) => ({
  what: `${nameOf(where)} does not have the declared columns: ${oneLine(words)}.`,
  state: stateAt(where),
  does: 'Millwright neither drops a column nor fills one by itself.',
  next: 'Correct the file or the declaration, or declare `unknownColumns: "allow"` or `missingColumns: "allow"`.',
}))

export const invalidJson = defineProblem('SRC119', 4, (where: Where, byte: number, words: string) => ({
  what: `${nameOf(where)} is not valid JSON in record ${formatCount(where.records + 1)}, which begins at byte ${formatCount(byte)}: ${oneLine(words)}.`,
  state: stateAt(where),
  does: 'Millwright cannot tell where such a record ends, and reads no further.',
  next: 'Correct the record, or export the file again.',
}))

export const miscounted = defineProblem('SRC120', 4, (where: Where, counted: number) => ({
  what: `${nameOf(where)} gave ${plural(where.records, 'record')}, but an independent count finds ${formatCount(counted)}.`,
  state: stateAt(where),
  does: 'Millwright stops the step: a record may be missing or doubled.',
  next: 'Look whether something writes to the source; then go back with `millwright rollback` and begin again.',
}))

export const noArrayAt = defineProblem('SRC121', 4, (where: Where, key: string, words: string) => ({
  what: `The object in ${nameOf(where)} has no single array under the key "${oneLine(key)}": ${words}.`,
  state: stateAt(where),
  does: 'Millwright does not guess where in a file the records are.',
  next: 'Check the key in `at`.',
}))

export const nullKey = defineProblem('SRC122', 4, (where: Where, key: string, rows: number) => ({
  what: `${plural(rows, 'row')} of ${nameOf(where)} ${rows === 1 ? 'has' : 'have'} no value in the key (${oneLine(key)}).`,
  state: stateAt(where),
  does: 'Millwright reads rows in the order of their key and would pass over these.',
  next: 'Name a unique key without NULL, or leave these rows out with a query.',
}))

export const keyNotUnique = defineProblem('SRC123', 4, (where: Where, key: string) => ({
  what: `The key (${oneLine(key)}) of ${nameOf(where)} is not unique.`,
  state: stateAt(where),
  does: 'Millwright reads rows in the order of their key and could pass over one.',
  next: 'Name a key that no two rows share; add columns to it if need be.',
}))

export const badPosition = defineProblem('SRC124', 4, (where: Where, words: string) => ({
  what: `Reading ${nameOf(where)} cannot go on from the recorded position: ${oneLine(words)}.`,
  state: stateAt(where),
  does: 'Millwright does not begin again by itself, because rows would be loaded twice.',
  next: 'Put the original source back, or go back with `millwright rollback` and begin again.',
}))

export const openLastLine = defineProblem('SRC125', 4, (where: Where, byte: number) => ({
  what: `The last line of ${nameOf(where)} does not end with a line break (byte ${formatCount(byte)}), so it may be cut off.`,
  state: stateAt(where),
  does: refuses,
  next: 'Compare the file with the original; if it is whole, declare `lastLineBreak: "optional"`.',
}))
