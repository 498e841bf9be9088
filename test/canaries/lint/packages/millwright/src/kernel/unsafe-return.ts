export function parse(text: string): string {
  return JSON.parse(text)
}
