import { hash } from 'node:crypto'

/** Makes the id of row `i` of a kind; another seed gives other ids, and so another order of everything that sorts by id. */
export type Ids = (kind: string, i: number) => string

export const idsFrom =
  (seed: string): Ids =>
  (kind, i) =>
    asUuid(hash('md5', seed === '' ? `${kind}:${i}` : `${seed}:${kind}:${i}`))

const asUuid = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
