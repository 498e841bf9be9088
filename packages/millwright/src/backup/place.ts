import { resolve } from 'node:path'

// Two letters at least: C:\data is a path.
const scheme = /^[a-z][a-z0-9+.-]+:/i

/** The full path of the file behind a URL such as `sqlite:data/app.db`. */
export const pathOf = (url: string): string => resolve(url.replace(scheme, '').replace(/^\/\/(?=\/)/, ''))

/** The URL of a file for the dialect that another URL belongs to. */
export const urlBeside = (url: string, path: string): string => `${scheme.exec(url)?.[0] ?? ''}${path}`

/** A URL that may be shown and stored: what could be a password is hidden. */
export const maskUrl = (url: string): string =>
  url
    .replace(/^([a-z][a-z0-9+.-]+:\/\/[^/:@]*):.*@/i, '$1:***@')
    .replace(/([?&][^=&#]*(?:password|passwd|pwd|secret|token|key)[^=&#]*=)[^&#]*/gi, '$1***')

/** The URL of another database of the same kind beside this one: its name with something behind it. */
export function urlWithSuffix(url: string, suffix: string): string {
  const [, place = '', query = ''] = /^([^?]*)(.*)$/s.exec(url) ?? []
  const [, name = '', ending = ''] = /^(.*?)(\.[a-z][a-z0-9]*)?$/is.exec(place) ?? []
  return `${name}${suffix}${ending}${query}`
}
