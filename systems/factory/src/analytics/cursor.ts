import { notUnderstood } from './unanswerable.ts'

type Place = readonly (string | number)[]

/** Where a page ends, as a word that the next question gives back. */
export const cursorOf = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url')

/** @throws Unanswerable for a word that no page ended with */
export function placeOf(cursor: string, length: number): Place {
  const place = parsed(cursor)
  const isPlace =
    Array.isArray(place) &&
    place.length === length &&
    place.every((part) => typeof part === 'string' || Number.isFinite(part))
  if (!isPlace) throw notUnderstood('cursor', 'cursor: no page ended with it')
  return place as Place
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
