export const imported = 1
export const neverImported = 2
