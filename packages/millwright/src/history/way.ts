/** A migration as it was when another one took its place. */
type Replaced = { readonly id: string; readonly checksum: string }

/** Migrations that together were what one file is now; a file that took the place of another such file has several. */
export type Way = readonly Replaced[]

/** A database in the middle of what one file replaces: neither what it was nor what it is fits. */
export type Partly = { readonly applied: readonly string[]; readonly missing: readonly string[] }

/** Where the history stands as it was before a squash: beside the folder, so that what its files import is found. */
export const unsquashedFolder = (folder: string, id: string): string => `${folder}-unsquashed-${id}`

type Squash = { readonly id: string; readonly squashed?: readonly Way[] }

/** The ids that a migration took the place of, besides its own. */
export const replacedBy = ({ id, squashed = [] }: Squash): readonly string[] => [
  ...new Set(squashed.flatMap((way) => way.map((one) => one.id)).filter((one) => one !== id)),
]
