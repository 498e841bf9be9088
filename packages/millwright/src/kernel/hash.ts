import { hash } from 'node:crypto'
import { canonicalJson } from './json.ts'

/** SHA-256 in hexadecimal, 64 characters. */
export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex')

/** SHA-256 of a value's canonical JSON. */
export const hashOf = (value: unknown): string => sha256(canonicalJson(value))
