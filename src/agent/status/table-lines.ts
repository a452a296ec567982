/** Control characters would let a name write over the terminal. */
const unsafe = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/**
 * Rows as lines with their cells in columns, two blanks apart. A row with one cell is a sentence: it stands as it is and
 * widens no column.
 */
export function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const safe = rows.map((row) => row.map((cell) => cell.replace(unsafe, '?')))
  const widths: number[] = []
  for (const row of safe.filter(({ length }) => length > 1))
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length)
  return safe.map((row) =>
    row.length === 1
      ? row.join('')
      : row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
  )
}
