/** Everything that can be wrong with a book of before the tenth revision, and what to do about it. */
export const kinds = {
  duplicate_sounding: 'was recorded at the same moment as another one, as when a phone sends twice',
  duplicate_ticket: 'has the day and the readings of another one',
  missed_day: 'is the first ticket after a day without one',
  meter_gap: 'does not start where the ticket before it ended',
  meter_rollover: 'ends below its start: the meter came round, or was read wrongly',
  orphan_entry: 'belongs to a sounding that is not there',
  two_active_pairs: 'is in service while a later one is as well',
  two_open_hitches: 'is open while a later one is as well',
  unknown_equipment: 'is about a machine that the ship does not have',
  role_spelling: 'has a role that is not spelled as the others are',
  title_too_long: 'has a title of more than 50 characters',
  notes_too_long: 'has notes of more than 200 characters',
  time_spelling: 'has a time that is not spelled as the others are',
  gallons_off_table: 'has gallons that the table does not give for its sounding',
  half_inch: 'has inches that are no whole number',
  null_is_start: 'does not say whether it starts or ends a hitch',
  form_total_mismatch: 'has a total that its twelve tanks do not hold',
  name_not_ascii: 'has a name with letters beyond ASCII, which is allowed',
  entry_edited: 'has a text that its sounding does not make',
  chat_damaged: 'has messages that are no JSON',
} as const

export type Kind = keyof typeof kinds

/** One thing that is wrong with one row. */
export type Found = { readonly kind: Kind; readonly table: string; readonly id: number }
