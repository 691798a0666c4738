import { isRecord, type JsonObject } from './json.ts'

const LONGEST_QUOTE = 200

/** What the agent says to an event; `undefined` where there is nothing to answer. */
export function replyTo(event: JsonObject): string | undefined {
  const { type, contentType, message } = event
  if (type === 'RichContentEvent') return 'Thank you for your choice. I am on it.'
  if (type !== 'ContentEvent') return undefined
  if (contentType !== 'hosted/file') {
    return `You said “${shorten(String(message))}”. Thank you, I am glad to help.`
  }
  const caption = isRecord(message) ? message['caption'] : undefined
  return typeof caption === 'string' && caption !== ''
    ? `Thank you for the file “${shorten(caption)}”. I am looking at it.`
    : 'Thank you for the file. I am looking at it.'
}

/** By whole characters, so that no emoji is cut in two. */
function shorten(text: string): string {
  const characters = [...text]
  return characters.length <= LONGEST_QUOTE
    ? text
    : `${characters.slice(0, LONGEST_QUOTE - 1).join('')}…`
}
