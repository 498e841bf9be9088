/** Reads a Code 128 symbol back from its bars, as a scanner would: from widths to values, from values to text, with the check digit. */

const patterns =
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'.split(
    ' ',
  )

const stop = 106
const shift = 98

/** @param widths of bars and spaces in turn, beginning with a bar @throws when it is no whole symbol, or its check digit is wrong */
export function readCode128(widths: readonly number[]): string {
  const values = symbolsOf(widths)
  const [start = 0, ...rest] = values
  const check = rest.at(-2)
  const data = rest.slice(0, -2)
  if (values.at(-1) !== stop) throw new Error('there is no stop')
  const sum = data.reduce((total, value, at) => total + value * (at + 1), start) % 103
  if (sum !== check) throw new Error(`the check digit is ${check} and should be ${sum}`)
  return textOf(start, data)
}

function symbolsOf(widths: readonly number[]): number[] {
  const values: number[] = []
  for (let at = 0; at < widths.length; ) {
    const length = widths.length - at === 7 ? 7 : 6
    const value = patterns.indexOf(widths.slice(at, at + length).join(''))
    if (value === -1) throw new Error(`no symbol at ${at}`)
    values.push(value)
    at += length
  }
  return values
}

type CodeSet = 'A' | 'B' | 'C'
const startSets: Readonly<Record<number, CodeSet>> = { 103: 'A', 104: 'B', 105: 'C' }
const switches: Readonly<Record<CodeSet, Readonly<Record<number, CodeSet>>>> = {
  A: { 99: 'C', 100: 'B' },
  B: { 99: 'C', 101: 'A' },
  C: { 100: 'B', 101: 'A' },
}

function textOf(start: number, data: readonly number[]): string {
  let set = startSets[start]
  let once: CodeSet | undefined
  let text = ''
  for (const value of data) {
    if (set === undefined) throw new Error('there is no start')
    const next = switches[set][value]
    if (next !== undefined) set = next
    else if (set !== 'C' && value === shift) once = set === 'A' ? 'B' : 'A'
    else {
      text += letters(once ?? set, value)
      once = undefined
    }
  }
  return text
}

function letters(set: CodeSet, value: number): string {
  if (set === 'C') return String(value).padStart(2, '0')
  if (value > 95) throw new Error(`${value} is a function and no letter`)
  return String.fromCharCode(set === 'A' && value > 63 ? value - 64 : value + 32)
}
