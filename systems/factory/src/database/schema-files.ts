import { readFileSync } from 'node:fs'

/** The statements that make the legacy database of seventeen tables. */
export const legacySchema = (): string => readFileSync(new URL('../../schema/factory-17.sql', import.meta.url), 'utf8')
