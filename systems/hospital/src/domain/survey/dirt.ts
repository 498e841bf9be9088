/** The kinds of dirt that the registers are known for: D dates, S serials, T text, references and status. */
export type DirtId = keyof typeof dirtKinds

type DirtKind = { readonly title: string; readonly unseen?: string }

const workbook = 'visible only beside the workbook that the JSON was made from'

/** The closed catalogue. `unseen` says why a kind cannot be found in the JSON files alone. */
export const dirtKinds = {
  D1: { title: 'dates written DD/MM/YYYY' },
  D2: { title: 'dates without leading zeros' },
  D3: { title: 'padding depends on the day: a tool decided the order of day and month' },
  D4: { title: 'dates that could be read with day and month exchanged' },
  D5: { title: 'service dates shifted by a constant', unseen: `${workbook}; its trace in the JSON is D6` },
  D6: { title: 'dates filled down, one day per record' },
  D7: { title: 'service dates in the future' },
  D8: { title: 'spellings of "no date"' },
  D9: { title: 'dates in another form, or impossible ones' },
  D10: { title: 'quarters exactly 90 days apart' },
  S1: { title: 'placeholder serials' },
  S2: { title: 'placeholder serials spelled with one more space' },
  S3: { title: 'serials used twice' },
  S4: { title: 'serials that differ only by a # at the end' },
  S5: { title: 'serials that lost digits as numbers' },
  S6: { title: 'serials turned into decimal numbers' },
  S7: { title: 'serials that lost leading zeros', unseen: workbook },
  S8: { title: 'serials with a slash' },
  S9: { title: 'serials with # space + ( ) or .' },
  S10: { title: 'very short serials' },
  S11: { title: 'serials that differ only in case or spaces' },
  S12: { title: 'serials used in both registers' },
  T1: { title: 'spaces around texts' },
  T2: { title: 'several spaces inside names' },
  T3: { title: 'several spaces inside other texts' },
  T4: { title: 'spaces around departments' },
  T5: { title: 'spellings that differ only in spaces, signs or case' },
  T6: { title: 'names that are almost the same' },
  T7: { title: 'spellings that differ only in case' },
  T8: { title: 'names ending with the number of a unit' },
  T9: { title: 'models that look like dates' },
  T10: { title: 'required texts that say "none"' },
  T11: { title: 'engineers that are numbers' },
  T12: { title: 'engineers that say "none"' },
  T13: { title: 'departments missing from the list' },
  T14: { title: 'spaces in the list of departments' },
  T15: { title: 'log numbers used twice' },
  T16: { title: 'log numbers of another form' },
  T17: { title: 'log numbers used in both registers' },
  T18: { title: 'statuses that disagree with the dates' },
  T19: { title: 'texts beyond ASCII, invisible characters' },
  T20: { title: 'numbers kept as text' },
  T21: { title: 'employee ids shared by different people' },
  T22: { title: 'names of people with spaces around them' },
  T23: { title: 'audit events without information' },
  T24: { title: 'passwords in clear text' },
} as const satisfies Readonly<Record<string, DirtKind>>

export const dirtIds = Object.keys(dirtKinds) as readonly DirtId[]

export const titleOf = (id: DirtId): string => dirtKinds[id].title

/** Why the JSON files cannot show this kind, or undefined when they can. */
export const unseenReason = (id: DirtId): string | undefined => {
  const kind: DirtKind = dirtKinds[id]
  return kind.unseen
}
