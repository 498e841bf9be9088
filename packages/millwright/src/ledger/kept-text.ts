const mark = 'json:"'

/**
 * Text from outside as every database can keep it: some take no U+0000 and no half of a surrogate pair. Such a text is
 * written as JSON behind a mark, and so is one that begins like the mark; {@link readText} gives back every character.
 */
export const keptText = (text: string): string =>
  text.includes('\0') || !text.isWellFormed() || text.startsWith(mark) ? `json:${JSON.stringify(text)}` : text

/** The text that {@link keptText} was given. */
export const readText = (kept: string): string =>
  kept.startsWith(mark) ? (JSON.parse(kept.slice('json:'.length)) as string) : kept

/** A message for people, which loses what no person can see. */
export const shownText = (text: string): string => text.toWellFormed().replaceAll('\0', '\u2400')
