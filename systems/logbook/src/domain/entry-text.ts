import type { OrbCode } from './lists.ts'
import { roundTo } from './rounding.ts'
import type { Tank } from './sounding-table.ts'

/** What flag states and companies print differently. */
export type EntryStyle = {
  /** Between day, month and year: a blank, or the hyphen of the guidance. */
  readonly dateSeparator: string
  /** The number under which code I lists the weekly inventory. */
  readonly inventoryItem: string
}

const usualStyle: EntryStyle = { dateSeparator: ' ', inventoryItem: '34' }

/** One tank of a weekly sounding, on the ship's calendar day. */
export type EntryFacts = {
  readonly tank: Tank
  readonly m3: number
  /** YYYY-MM-DD, with or without a time behind it. */
  readonly date: string
  readonly engineer: string
  readonly title: string
}

export type EntryText = { readonly code: OrbCode; readonly text: string }

/** The entry of one tank, line by line as the book wants it. */
export function entryText({ tank, m3, date, engineer, title }: EntryFacts, style: EntryStyle = usualStyle): EntryText {
  const day = bookDate(date, style.dateSeparator)
  const item = tank.code === 'C' ? '11' : style.inventoryItem
  const lines = [
    `DATE: ${day}`,
    `CODE: ${tank.code}`,
    '',
    `${item}.1 ${tank.name} (${tank.id})`,
    `${item}.2 ${cubicMetres(tank.capacityM3)} capacity`,
    `${item}.3 ${cubicMetres(m3)} retained`,
    ...(tank.code === 'C' ? [`${item}.4 N/A`] : []),
    '',
    `${engineer}, (${title}) ${day}`,
  ]
  return { code: tank.code, text: lines.join('\n') }
}

/** What somebody writes themselves: on which day by the ship's clock, under which code, and who signs. */
type WrittenFacts = {
  readonly moment: { readonly clock: string }
  readonly code: OrbCode
  readonly text: string
  readonly engineer_name: string
  readonly engineer_title: string
}

/** An entry that no tank makes: head and signature as every other one has them. No line is left empty in between. */
export function writtenText(facts: WrittenFacts, style: EntryStyle = usualStyle): string {
  const { moment, code, text, engineer_name, engineer_title } = facts
  const day = bookDate(moment.clock, style.dateSeparator)
  const lines = text.split('\n').map((line) => line.trim())
  return [
    `DATE: ${day}`,
    `CODE: ${code}`,
    '',
    ...lines.filter((line) => line !== ''),
    '',
    `${engineer_name}, (${engineer_title}) ${day}`,
  ].join('\n')
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const

/** A day as the book writes it, whatever language the machine speaks: 22 DEC 2025. */
export function bookDate(date: string, separator: string): string {
  const [year = '', month = '', day = ''] = date.slice(0, 10).split('-')
  return [day, months[Number(month) - 1], year].join(separator)
}

const cubicMetres = (m3: number): string => `${twoPlaces(m3)} m³`

/** Always two decimals, rounded as on paper. */
export const twoPlaces = (value: number): string => roundTo(value, 2).toFixed(2)
