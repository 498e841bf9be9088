import { hash } from 'millwright/src/kernel/hash.ts'
export const id = hash('mill')
