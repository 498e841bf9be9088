import { oneLine } from '../kernel/text.ts'
import type { Fault, SourceRecord } from './source.ts'
import type { Window } from './window.ts'

/** Cuts a window's text into records: one implementation for each format. */
export interface Cutter {
  /** The next record; undefined when the window's text ends first. */
  next(window: Window): SourceRecord | undefined
  /** The record that begins at `window.at` is too large: what follows of it will be passed over. */
  giveUp(window: Window): void
  /** The file has ended and `next` found no record: throws when something was left open. */
  finish(window: Window): void | Promise<void>
}

/** A record that could not be read. */
export const faulty = (index: number, raw: string, fault: Fault): SourceRecord => ({
  index,
  raw,
  value: undefined,
  fault,
})

export const recordTooLarge = (limit: number): Fault => ({
  code: 'record_too_large',
  message: `the record is larger than ${limit} characters`,
})

export const recordTooDeep = (limit: number): Fault => ({
  code: 'too_deep',
  message: `the record is nested more than ${limit} deep`,
})

const headLength = 200

/** The beginning of a record that is not kept as a whole. */
export const headOf = (window: Window, end = window.text.length): string => {
  const text = window.text.slice(window.at, Math.min(end, window.at + headLength))
  return `${text}…`
}

/** What stands at a place, in words, for a problem. */
export function describe(window: Window, at: number): string {
  const text = window.text.slice(at, at + 12)
  if (text === '') return 'nothing'
  if (text.startsWith('{')) return 'an object'
  if (text.startsWith('[')) return 'an array'
  return `"${oneLine(text)}"`
}
