const parsed = JSON.parse('1')
export const seen: unknown = parsed
