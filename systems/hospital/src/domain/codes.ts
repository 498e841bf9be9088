export type Severity = 'info' | 'warning' | 'error'

/** Everything a record, a field or a whole file can be told about. A code never changes its meaning and is never reused. */
export type Code =
  | StructureCode
  | TextCode
  | SerialCode
  | DateCode
  | EngineerCode
  | StatusCode
  | ReferenceCode
  | FileCode
  | SideFileCode

type StructureCode =
  | 'record_not_object'
  | 'unknown_field'
  | 'alias_used'
  | 'alias_conflict'
  | 'field_missing'
  | 'required'
  | 'required_is_placeholder'
  | 'placeholder_filled'
  | 'too_long'
  | 'type_invalid'
  | 'wrong_type'
  | 'number_as_text'
  | 'no_invalid'
  | 'no_as_text'
  | 'no_duplicate'
  | 'no_assigned'
  | 'no_mismatch'
  | 'null_spelling'
  | 'bad_quarter'

type TextCode =
  | 'text_trimmed'
  | 'text_collapsed'
  | 'text_space_normalised'
  | 'text_invisible_removed'
  | 'text_control_removed'
  | 'text_normalised'
  | 'text_malformed'
  | 'text_looks_like_date'
  | 'text_formula'
  | 'text_unit_index'
  | 'text_is_number'
  | 'text_not_ascii'
  | 'spelling_variants'
  | 'case_variants'
  | 'names_near_identical'

type SerialCode =
  | 'serial_cleaned'
  | 'serial_placeholder'
  | 'serial_short'
  | 'serial_lossy_scientific'
  | 'serial_looks_numeric_converted'
  | 'serial_lossy_number'
  | 'serial_has_slash'
  | 'serial_special_characters'
  | 'serial_leading_zeros_lost'
  | 'duplicate_serial'
  | 'serial_mismatch'
  | 'serial_suffixed'
  | 'serial_hash_twin'
  | 'serial_folded_duplicate'
  | 'serial_in_both_registers'

type DateCode =
  | 'date_padded'
  | 'date_unpadded'
  | 'date_iso'
  | 'date_other_separator'
  | 'date_arabic_digits'
  | 'date_invalid'
  | 'date_null'
  | 'date_ambiguous'
  | 'date_locale_fingerprint'
  | 'date_fill_series'
  | 'date_shifted_from_workbook'
  | 'service_in_future'
  | 'warranty_before_installation'
  | 'next_derived'
  | 'next_differs'
  | 'next_not_after_service'
  | 'no_due_date'
  | 'quarters_out_of_order'
  | 'quarter_spacing'
  | 'completed_in_future'

type EngineerCode = 'engineer_not_a_name' | 'engineer_missing'
type StatusCode = 'status_unknown' | 'status_disagrees'

type ReferenceCode =
  | 'department_unknown'
  | 'log_number_duplicate'
  | 'log_number_form'
  | 'log_number_in_both_registers'
  | 'employee_id_shared'

type FileCode = 'file_shape' | 'file_empty' | 'survey_limited'

type SideFileCode =
  | 'department_duplicate'
  | 'machine_duplicate'
  | 'master_list_untrimmed'
  | 'master_list_other_words'
  | 'assignment_invalid'
  | 'assignment_duplicate'
  | 'trainer_missing'
  | 'setting_unknown'
  | 'setting_invalid'
  | 'setting_missing'
  | 'user_invalid'
  | 'role_unknown'
  | 'permission_unknown'
  | 'password_clear_text'
  | 'timestamp_invalid'
  | 'event_type_unknown'
  | 'audit_demonstration'
  | 'audit_page_view'
  | 'audit_actor_constant'

/** `severity` is the default one; a policy that rejects a record raises it to error. */
export type CodeInfo = { readonly severity: Severity; readonly meaning: string }

const info = (meaning: string): CodeInfo => ({ severity: 'info', meaning })
const warning = (meaning: string): CodeInfo => ({ severity: 'warning', meaning })
const error = (meaning: string): CodeInfo => ({ severity: 'error', meaning })

/** The closed list. `meaning` completes the sentence that begins with the field's name. */
export const codes: Readonly<Record<Code, CodeInfo>> = {
  record_not_object: error('is not a JSON object'),
  unknown_field: error('is not a field of this register'),
  alias_used: info('is spelled with another of its accepted keys'),
  alias_conflict: error('is given twice under different keys with different values'),
  field_missing: info('is not in the record'),
  required: error('is required'),
  required_is_placeholder: warning('is required and holds a word that means "none"; the text is kept'),
  placeholder_filled: warning('was missing and holds the text that the plan gives for it'),
  too_long: error('is longer than its column'),
  type_invalid: error('is neither text nor a number'),
  wrong_type: error('is of the wrong type: text, or null for none'),
  number_as_text: info('was a JSON number and is kept as text'),
  no_invalid: error('is not a whole number above zero'),
  no_as_text: info('was text and is kept as a number'),
  no_duplicate: error('is used by more than one record'),
  no_assigned: warning('is given by the register: the number that was sent was not used'),
  no_mismatch: error('cannot be changed'),
  null_spelling: info('spells "no value" in an unusual way'),
  bad_quarter: error('is not a quarter with engineer, quarter_date and status'),

  text_trimmed: info('had spaces at its ends'),
  text_collapsed: info('had several spaces in a row'),
  text_space_normalised: info('had unusual space characters'),
  text_invisible_removed: info('had invisible characters'),
  text_control_removed: warning('had control characters such as line breaks, which were removed'),
  text_normalised: info('had decomposed letters'),
  text_malformed: error('is not valid Unicode text'),
  text_looks_like_date: warning('looks like a date that a spreadsheet made of it'),
  text_formula: warning('begins like a spreadsheet formula'),
  text_unit_index: info('ends with the number of a unit'),
  text_is_number: info('is text made of digits and stays text'),
  text_not_ascii: info('has letters beyond ASCII'),
  spelling_variants: info('has values that differ only in spaces, signs or case'),
  case_variants: info('has values that differ only in case'),
  names_near_identical: info('has values that are almost the same; never merged'),

  serial_cleaned: info('had invisible characters or outer spaces'),
  serial_placeholder: info('is a placeholder and not a serial number'),
  serial_short: info('is very short'),
  serial_lossy_scientific: error('lost digits when a spreadsheet wrote it in scientific notation'),
  serial_looks_numeric_converted: error('was turned into a decimal number by a spreadsheet'),
  serial_lossy_number: error('was a JSON number with more digits than a number can hold'),
  serial_has_slash: info('contains a slash'),
  serial_special_characters: info('contains # + ( ) . or a space'),
  serial_leading_zeros_lost: warning('lost leading zeros on the way from the workbook'),
  duplicate_serial: error('is already used by another device of this register'),
  serial_mismatch: error('is not the serial of the address'),
  serial_suffixed: warning('was already used and got a suffix'),
  serial_hash_twin: warning('differs from another serial only by a # at its end'),
  serial_folded_duplicate: warning('differs from another serial only in case or spaces'),
  serial_in_both_registers: warning('is used in both registers'),

  date_padded: info('is written DD/MM/YYYY'),
  date_unpadded: info('is written without leading zeros'),
  date_iso: info('is written YYYY-MM-DD'),
  date_other_separator: info('is written with - or . between its parts'),
  date_arabic_digits: info('is written with Arabic-Indic digits'),
  date_invalid: error('is not a date: use DD/MM/YYYY or YYYY-MM-DD'),
  date_null: info('has no date'),
  date_ambiguous: info('could be read with day and month exchanged'),
  date_locale_fingerprint: warning(
    'is unpadded exactly when the day is 12 or less: a tool decided the order of day and month',
  ),
  date_fill_series: warning('grows by one day from record to record: it was filled down'),
  date_shifted_from_workbook: error('differs from the workbook by a constant number of days'),
  service_in_future: warning('lies after the date of this evaluation'),
  warranty_before_installation: warning('lies before the installation'),
  next_derived: info('was missing and is one year after the service'),
  next_differs: info('is not one year after the service; the given date is kept'),
  next_not_after_service: warning('does not lie after the service'),
  no_due_date: warning('is unknown, so nothing can become due'),
  quarters_out_of_order: warning('lies before the quarter that precedes it'),
  quarter_spacing: info('lies exactly 90 days after the quarter that precedes it'),
  completed_in_future: warning('lies after the date of this evaluation, so it does not count yet'),

  engineer_not_a_name: error('is a number and not a name'),
  engineer_missing: warning('spells "no engineer"'),
  status_unknown: warning('is not a known status and was computed'),
  status_disagrees: warning('disagrees with the dates and was computed'),

  department_unknown: warning('is not in the list of departments'),
  log_number_duplicate: warning('is used by more than one record'),
  log_number_form: info('is not a number of at least four digits'),
  log_number_in_both_registers: info('is used in both registers'),
  employee_id_shared: warning('is shared by different people'),

  file_shape: error('does not have the expected JSON form'),
  file_empty: error('holds no record'),
  survey_limited: info('was searched for duplicates only in the first records'),

  department_duplicate: warning('is listed twice once its spaces are trimmed'),
  machine_duplicate: warning('is listed twice in its department'),
  master_list_untrimmed: info('had spaces at its ends'),
  master_list_other_words: info('is not used by any device'),
  assignment_invalid: error('is not a machine with its trainer'),
  assignment_duplicate: warning('is assigned twice'),
  trainer_missing: warning('has no trainer'),
  setting_unknown: info('is not a known setting and is kept'),
  setting_invalid: error('is not allowed for this setting'),
  setting_missing: info('was missing and has its default'),
  user_invalid: error('is not a user with name and role'),
  role_unknown: error('is not a role'),
  permission_unknown: warning('is not a known permission and is kept'),
  password_clear_text: warning('was stored in clear text: it is not migrated and must be set anew'),
  timestamp_invalid: error('is not a time: use YYYY-MM-DD HH:MM:SS'),
  event_type_unknown: warning('is not a known type of event and is kept'),
  audit_demonstration: warning('is demonstration data'),
  audit_page_view: info('says only that a page was viewed'),
  audit_actor_constant: warning('is the same for every event'),
}
