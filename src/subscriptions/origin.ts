import type { Config } from '../config.ts'

/**
 * Whether a page of this origin may open a socket: browsers ask nobody before they do. Who sends no
 * origin is no page.
 * @param host the header of that name
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  { cors, publicUrl }: Pick<Config, 'cors' | 'publicUrl'>,
): boolean {
  if (origin === undefined || cors.kind === 'any') return true
  if (cors.origins.includes(origin) || origin === publicUrl?.origin) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
