/** Twice the value. */
export const double = (value: number): number => value * 2
