/** Whether an If-Match header names the version; a weak tag never does. https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1 */
export const isNamed = (version: string, ifMatch: string): boolean =>
  ifMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim() === version)
