import { GraphQLError } from 'graphql'

const form = /^event:(0|[1-9]\d{0,14})$/

/** The text by which a caller names a position in a log. Opaque, so that it may become another one. */
export function toCursor(position: number): string {
  return Buffer.from(`event:${position}`).toString('base64url')
}

/** @throws GraphQLError BAD_USER_INPUT */
export function fromCursor(cursor: string): number {
  const position = form.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1]
  // Buffer skips what is not base64url; written again, only what was read stays.
  if (position === undefined || toCursor(Number(position)) !== cursor) throw badCursor()
  return Number(position)
}

export function badCursor(): GraphQLError {
  return badArgument('after: expected the cursor of an event of this conversation')
}

export function badArgument(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
}
