export type Table = { readonly name: string }
export const tables: readonly Table[] = []
