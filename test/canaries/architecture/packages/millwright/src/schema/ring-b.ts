import type { A } from './ring-a.ts'
export type B = { readonly a: A }
