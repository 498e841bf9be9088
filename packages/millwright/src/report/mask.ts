const names = String.raw`(?:ssl)?(?:password|passwd|pwd|passphrase|secret|token)`
const quoted = String.raw`'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"`

// Greedy up to the last @ of the word: a password may hold an @ that nobody encoded.
const inUrl = /([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:)\S*@/gi
const inPair = new RegExp(String.raw`\b(${names}\s*=\s*)(?:${quoted}|[^\s"'<>]+)`, 'gi')
const inJson = new RegExp(String.raw`("${names}"\s*:\s*)(?:${quoted})`, 'gi')
const inFlag = new RegExp(String.raw`(--${names}\s+)(?:${quoted}|\S+)`, 'gi')

/**
 * Text without the passwords that stand in it: as part of a URL, as `password=…`, in JSON or after a flag.
 * It rather takes too much: what follows in the same word goes too.
 */
export const masked = (text: string): string =>
  text.replace(inUrl, '$1***@').replace(inFlag, '$1***').replace(inPair, '$1***').replace(inJson, '$1"***"')
