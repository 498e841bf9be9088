export const called: unknown = JSON.parse('1')()
