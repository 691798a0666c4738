type HeaderValue = string | readonly string[] | undefined

const maxHeaderLength = 8 * 1024
const compactJws = /^[\w-]+\.[\w-]+\.[\w-]+$/
const bearerJws = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i

/**
 * A header that holds one compact JWS and nothing else: three base64url parts, so that it is safe to
 * forward. Node joins a repeated header with ", ", which is not a part of any.
 */
export function toJws(header: HeaderValue): string | undefined {
  return isPlausible(header) && compactJws.test(header) ? header : undefined
}

/** The same, behind `Bearer `. */
export function toBearerJws(header: HeaderValue): string | undefined {
  return isPlausible(header) ? bearerJws.exec(header)?.[1] : undefined
}

function isPlausible(header: HeaderValue): header is string {
  return typeof header === 'string' && header.length <= maxHeaderLength
}
