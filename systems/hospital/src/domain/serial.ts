import type { Code } from './codes.ts'
import type { Policies } from './policies.ts'

/** What a serial tells about itself; a serial is text and is never read as a number. */
export type SerialKind = 'ordinary' | 'placeholder' | 'scientific' | 'decimal'

const placeholder = /^N *[-/] *A *\d+#?$/i
const scientific = /^\d(?:\.\d+)?E\+\d+$/i
const decimal = /^0?\.\d+$/

export function serialKind(serial: string): SerialKind {
  const first = serial.charCodeAt(0)
  if (first === 78 || first === 110) return placeholder.test(serial) ? 'placeholder' : 'ordinary'
  if (first < 46 || first > 57) return 'ordinary'
  if (serial.charCodeAt(1) > 57 || first === 46 || serial.includes('.')) return numberKind(serial)
  return 'ordinary'
}

function numberKind(serial: string): SerialKind {
  if (scientific.test(serial)) return 'scientific'
  return decimal.test(serial) ? 'decimal' : 'ordinary'
}

export const lossyCode: Readonly<Record<'scientific' | 'decimal', Code>> = {
  scientific: 'serial_lossy_scientific',
  decimal: 'serial_looks_numeric_converted',
}

/** `N- A 7`: the placeholder with a space after the dash. */
export const isSpacedPlaceholder = (serial: string): boolean => /^N *- +A/i.test(serial)

/** The serial of the n-th device with this serial: the second gets `~2`. */
export const suffixedSerial = (serial: string, n: number): string => (n < 2 ? serial : `${serial}~${n}`)

/** What happens to a second device with this serial. Placeholders have a policy of their own, since they name nothing. */
export const duplicatePolicyFor = (serial: string, policies: Policies): Policies['duplicateSerials'] =>
  serialKind(serial) === 'placeholder' ? policies.placeholderSerials : policies.duplicateSerials
