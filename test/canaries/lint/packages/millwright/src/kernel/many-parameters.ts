export const join = (a: string, b: string, c: string, d: string): string => a + b + c + d
