const LINE_END = /\r\n|\n|\r/g

/** Lines of a text, as GraphQL counts them. */
export const countLines = (text: string): number => (text.match(LINE_END)?.length ?? 0) + 1
