export const firstOf = (names: readonly string[]): string => {
  const first: string = names[0]
  return first
}
