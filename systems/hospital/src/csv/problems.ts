import { type Detail, Refusal } from 'millwright/http'
import type { CsvType } from './layout.ts'

export const notUtf8 = (): Refusal =>
  new Refusal('The file is not UTF-8. Save it as "CSV UTF-8" and send it again', { status: 400, code: 'not_utf8' })

export const emptyFile = (): Refusal =>
  new Refusal('The file is empty: its first row must name its columns', { status: 400, code: 'file_empty' })

export const unknownType = (): Refusal =>
  new Refusal('The columns are those of no register: neither PPM, OCM nor training', {
    status: 400,
    code: 'type_unknown',
  })

export const badHeader = (type: CsvType, details: readonly Detail[]): Refusal =>
  new Refusal(`This is no ${type} file: ${details.map(({ message }) => message).join('; ')}`, {
    status: 400,
    code: details[0]?.code ?? 'header_invalid',
    details,
  })

/** The header row itself cannot be read. */
export const unreadableHeader = (code: string, why: string): Refusal =>
  new Refusal(`The first row cannot be read: ${why}`, { status: 400, code })
