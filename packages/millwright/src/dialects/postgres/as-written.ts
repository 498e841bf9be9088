/**
 * Whether a text is what the server itself would write, so that nothing of it is changed when it is stored. A load asks this
 * of every value, so each character is looked at once and nothing is made: a match of a regular expression is an array.
 */

const [zero, point, dash, colon, space] = [48, 46, 45, 58, 32]
const longestPlain = 100

/** Short, and of characters that need no second unit; none of them U+0000. */
export function isPlain(text: string): boolean {
  if (text.length > longestPlain) return false
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0 || unit >= 0xd800) return false
  }
  return true
}

/** A number above zero, or zero, with all of its places. */
export function isScaled(text: string, { digits, scale }: { digits: number; scale: number }): boolean {
  const whole = scale === 0 ? text.length : text.length - scale - 1
  if (whole < 1 || whole > digits - scale) return false
  if (whole > 1 && text.charCodeAt(0) === zero) return false
  return hasDigits(text, 0, whole) && (scale === 0 || text.charCodeAt(whole) === point) && hasDigits(text, whole + 1)
}

function hasDigits(text: string, from: number, to = text.length): boolean {
  for (let at = from; at < to; at++) if (!isDigit(text.charCodeAt(at))) return false
  return true
}

const isDigit = (unit: number): boolean => unit >= zero && unit <= 57

/** A day and a time of it, to the second. */
export const isMoment = (text: string, zone: string): boolean =>
  text.length === 19 + zone.length &&
  startsWithDay(text) &&
  text.charCodeAt(10) === space &&
  isClockAt(text, 11) &&
  text.endsWith(zone)

const isClockAt = (text: string, at: number): boolean =>
  twoDigits(text, at) < 24 &&
  text.charCodeAt(at + 2) === colon &&
  twoDigits(text, at + 3) < 60 &&
  text.charCodeAt(at + 5) === colon &&
  twoDigits(text, at + 6) < 60

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether a text begins with a day of the years 1 to 9999 that exists. */
export function startsWithDay(text: string): boolean {
  if (text.charCodeAt(4) !== dash || text.charCodeAt(7) !== dash) return false
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  const days = month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] ?? 0)
  return year > 0 && day > 0 && day <= days
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** The number of two digits; not a number where there is anything else. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at)
  const ones = text.charCodeAt(at + 1)
  return isDigit(tens) && isDigit(ones) ? (tens - zero) * 10 + ones - zero : Number.NaN
}
