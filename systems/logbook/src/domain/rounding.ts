/**
 * Rounds half away from zero at a decimal place, as a person does on paper. The number is taken for its shortest decimal
 * form, so 1.005 is rounded up although its binary value lies a little below.
 */
export function roundTo(value: number, places: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be rounded`)
  const [digits = '0', exponent = '0'] = String(Math.abs(value)).split('e')
  const whole = Math.round(Number(`${digits}e${Number(exponent) + places}`))
  const [rounded = '0', after = '0'] = String(whole).split('e')
  const result = Number(`${rounded}e${Number(after) - places}`)
  return value < 0 && result !== 0 ? -result : result
}

export const round2 = (value: number): number => roundTo(value, 2)
