import { createHash, randomBytes } from 'node:crypto'

/** Something to show at the door that nobody can guess: 256 bits. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of a token. No salt and no slow hash: it is not a word of a person. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')
