import { readFileSync } from 'node:fs'

/** The statements that make a legacy database, of seventeen tables or of seven. */
export const legacySchema = (profile: 'factory-17' | 'factory-7' = 'factory-17'): string =>
  readFileSync(new URL(`../../schema/${profile}.sql`, import.meta.url), 'utf8')
