import type { Coding, PageFile } from './page-folder.ts'

/** The file in the best coding that the client reads; 304 where it has that already. */
export function sendPageFile(
  request: Request,
  file: PageFile,
  headers: Readonly<Record<string, string>>,
): Response {
  const coding = chooseCoding(file, request.headers.get('accept-encoding') ?? '')
  const etag = `"${file.hash}-${coding}"`
  const all = {
    ...headers,
    'content-type': file.contentType,
    'x-content-type-options': 'nosniff',
    etag,
    vary: 'accept-encoding',
    ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
  }
  if (hasTag(request, etag)) return new Response(null, { status: 304, headers: all })
  const body = file.bodies[coding] ?? new Uint8Array()
  return new Response(body, { headers: { ...all, 'content-length': String(body.byteLength) } })
}

function chooseCoding({ bodies }: PageFile, accepted: string): Coding {
  if (bodies.br && accepts(accepted, 'br')) return 'br'
  return bodies.gzip && accepts(accepted, 'gzip') ? 'gzip' : 'identity'
}

/** Whether the list names the coding, and not with a weight of 0, which means "never". */
const accepts = (list: string, coding: Coding) =>
  list
    .toLowerCase()
    .split(',')
    .map((part) => part.replaceAll(' ', '').split(';'))
    .some(([name, weight = 'q=1']) => name === coding && !/^q=0(\.0*)?$/.test(weight))

/** A proxy may have made the tag a weak one. */
const hasTag = (request: Request, etag: string) =>
  (request.headers.get('if-none-match') ?? '')
    .split(',')
    .some((tag) => tag.trim().replace(/^W\//, '') === etag)
