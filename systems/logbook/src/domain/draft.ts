/** A draft as it is read off the hull. */
type Draft = { readonly feet: number; readonly inches: number }

const forms: readonly RegExp[] = [
  /^(\d{1,3})\s*'(?:\s*(\d{1,2})\s*")?$/, // 22'6"  24' 3"  9'
  /^(\d{1,3})-(\d{1,2})$/, // 22-06
  /^(\d{1,3})\s*ft(?:\s*(\d{1,2})\s*in)?$/i, // 7ft 4in
  /^(\d{1,3})$/, // 24
]

/** Feet and inches out of what people wrote into the form; null for what is none of the known spellings. */
export function readDraft(text: unknown): Draft | null {
  if (typeof text !== 'string') return null
  const found = forms.map((form) => form.exec(text.trim())).find((match) => match !== null)
  if (found === undefined || found === null) return null
  const draft = { feet: Number(found[1]), inches: Number(found[2] ?? 0) }
  return draft.inches < 12 ? draft : null
}

export const feetOf = (text: unknown): number | null => readDraft(text)?.feet ?? null
export const inchesOf = (text: unknown): number | null => readDraft(text)?.inches ?? null
