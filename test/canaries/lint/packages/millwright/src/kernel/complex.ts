export function complex(value: number): string {
  if (value === 1) return 'case 1'
  if (value === 2) return 'case 2'
  if (value === 3) return 'case 3'
  if (value === 4) return 'case 4'
  if (value === 5) return 'case 5'
  if (value === 6) return 'case 6'
  if (value === 7) return 'case 7'
  if (value === 8) return 'case 8'
  if (value === 9) return 'case 9'
  if (value === 10) return 'case 10'
  return 'other'
}
