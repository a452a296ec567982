/** A statement for readers: a line for every clause, indented by its parentheses. The tokens stay as they are. */
export function sqlLines(text: string): string {
  const lines: string[] = []
  let depth = 0
  let line = ''
  const end = () => {
    if (line.trim() !== '') lines.push(`${'  '.repeat(depth)}${line.trim()}`)
    line = ''
  }
  const stack: boolean[] = []
  const tokens = text.replace(/\s+/g, ' ').match(/'(?:[^']|'')*'|"[^"]*"|\(|\)|,|[^'"(),]+/g) ?? []
  tokens.forEach((token, at) => {
    if (token === '(') {
      const opens = /^(select|with)\b/.test(tokens[at + 1] ?? '')
      line += '('
      stack.push(opens)
      if (!opens) return
      end()
      depth += 1
      return
    }
    if (token === ')') {
      if (stack.pop() === true) {
        end()
        depth -= 1
      }
      line += ')'
      return
    }
    const breaks = stack.at(-1) !== false
    if (!breaks || token.startsWith("'") || token.startsWith('"')) line += token
    else if (token === ',') {
      line += ','
      end()
    } else line += token.replace(/\b(from|where|order by|union all|limit)\b/g, '\n$1')
    if (line.includes('\n')) {
      const parts = line.split('\n')
      for (const part of parts.slice(0, -1)) {
        line = part
        end()
      }
      line = parts.at(-1) ?? ''
    }
  })
  end()
  return lines.join('\n')
}
