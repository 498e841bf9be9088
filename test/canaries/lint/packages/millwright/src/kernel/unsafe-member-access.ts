export const read: unknown = JSON.parse('{}').name
