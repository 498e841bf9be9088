import type { Syntax } from '../../kernel/sql.ts'

/** Names in double quotes; a quote inside is doubled. https://sqlite.org/lang_keywords.html */
export const syntax: Syntax = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  placeholder: () => '?',
}
