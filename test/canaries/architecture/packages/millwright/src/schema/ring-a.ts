import type { B } from './ring-b.ts'
export type A = { readonly b: B }
