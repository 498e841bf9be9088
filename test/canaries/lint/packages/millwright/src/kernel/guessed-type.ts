export const halve = (value: number) => value / 2
