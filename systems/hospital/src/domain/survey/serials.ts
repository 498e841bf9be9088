import { isSpacedPlaceholder, serialKind } from '../serial.ts'
import { foldSerial, isAllDigits } from '../text.ts'
import { type DirtFinding, type FileName, findingOf, tally } from './tally.ts'

type Use = { readonly serial: string; readonly indexes: number[] }
/** By folded serial: the spellings in use. This is the one fold that must remember every record. */
export type SerialBook = ReadonlyMap<string, readonly Use[]>

export type SerialFold = {
  /** `isKept` is false when the fold already remembers as many records as it may. */
  readonly see: (index: number, serial: string, isKept?: boolean) => void
  readonly book: SerialBook
  readonly findings: (file: FileName, field: string) => readonly DirtFinding[]
}

export function serialFold(): SerialFold {
  const book = new Map<string, Use[]>()
  const forms = { slash: tally(), special: tally(), digits: tally(), placeholder: tally(), spaced: tally() }
  const see = (index: number, serial: string, isKept = true): void => {
    if (serial === '') return
    if (isKept) enter(book, index, serial)
    if (serialKind(serial) === 'placeholder')
      (isSpacedPlaceholder(serial) ? forms.spaced : forms.placeholder).add(index, serial)
    if (serial.includes('/')) forms.slash.add(index, serial)
    if (/[# +().]/.test(serial)) forms.special.add(index, serial)
    if (isAllDigits(serial)) forms.digits.add(index, serial)
  }
  const findings = (file: FileName, field: string): readonly DirtFinding[] => {
    const about = { file, field, unit: 'rows' } as const
    return [
      ...findingOf({ ...about, id: 'S1', code: 'serial_placeholder' }, forms.placeholder),
      ...findingOf({ ...about, id: 'S2', code: 'serial_placeholder' }, forms.spaced),
      ...duplicates(book, file, field),
      ...hashTwins(book, file, field),
      ...findingOf({ ...about, id: 'S8', code: 'serial_has_slash' }, forms.slash),
      ...findingOf({ ...about, id: 'S9', code: 'serial_special_characters' }, forms.special),
      ...foldedDuplicates(book, file, field),
      ...findingOf({ ...about, id: 'T20', code: 'text_is_number' }, forms.digits),
    ]
  }
  return { see, book, findings }
}

function enter(book: Map<string, Use[]>, index: number, serial: string): void {
  const key = foldSerial(serial)
  const uses = book.get(key)
  if (uses === undefined) {
    book.set(key, [{ serial, indexes: [index] }])
    return
  }
  const use = uses.find((known) => known.serial === serial)
  if (use === undefined) uses.push({ serial, indexes: [index] })
  else use.indexes.push(index)
}

function duplicates(book: SerialBook, file: FileName, field: string): readonly DirtFinding[] {
  const seen = tally()
  for (const uses of book.values()) {
    for (const { serial, indexes } of uses) for (const index of indexes.slice(1)) seen.add(index, serial)
  }
  return findingOf({ id: 'S3', code: 'duplicate_serial', file, field, unit: 'rows after the first' }, seen)
}

function hashTwins(book: SerialBook, file: FileName, field: string): readonly DirtFinding[] {
  const seen = tally()
  let pairs = 0
  for (const { serial, indexes } of [...book.values()].flat()) {
    const twin = serial.endsWith('#') ? useOf(book, serial.slice(0, -1).trimEnd()) : undefined
    if (twin === undefined) continue
    pairs += indexes.length
    for (const index of [...twin.indexes.slice(0, 1), ...indexes]) seen.add(index, serial)
  }
  return findingOf({ id: 'S4', code: 'serial_hash_twin', file, field, unit: 'pairs', count: pairs }, seen)
}

/** The use of exactly this serial, if any. */
export const useOf = (book: SerialBook, serial: string): Use | undefined =>
  book.get(foldSerial(serial))?.find((use) => use.serial === serial)

function foldedDuplicates(book: SerialBook, file: FileName, field: string): readonly DirtFinding[] {
  const seen = tally()
  let groups = 0
  for (const uses of book.values()) {
    if (uses.length < 2) continue
    groups++
    for (const { serial, indexes } of uses) for (const index of indexes) seen.add(index, serial)
  }
  return findingOf({ id: 'S11', code: 'serial_folded_duplicate', file, field, unit: 'groups', count: groups }, seen)
}
