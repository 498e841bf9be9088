export type Profile = 'real' | 'clean' | 'stress'
export type RegisterName = 'ocm' | 'ppm'

/** One defect that the generator put in: where, which kind, and what stood there before. */
export type Defect = {
  readonly file: string
  /** Position of the record in the file, from 0. */
  readonly index: number
  readonly kind: string
  readonly field: string
  readonly original: unknown
  readonly injected: unknown
  /** The record that this one is a twin of, or the value it is a variant of. */
  readonly of?: number | string | undefined
}

export type Manifest = {
  readonly file: string
  readonly n: number
  readonly seed: number
  readonly profile: Profile
  readonly asOf: string
  readonly defects: readonly Defect[]
}

export type Draft = Record<string, unknown>
