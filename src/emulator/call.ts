/** What can be recorded, held and made to fail, by name. One handler each. */
export const ENDPOINT_NAMES = [
  'domain',
  'appJwt',
  'consumerJws',
  'conversation',
  'send',
  'upload',
  'download',
  'engagement',
  'login',
  'installations',
] as const
export type EndpointName = (typeof ENDPOINT_NAMES)[number]

/** An item of a batch that a fault wants refused, while the others are processed. */
export interface ItemRefusal {
  readonly type: string
  /** The name of an HTTP status, as LivePerson writes it: `BAD_REQUEST`. */
  readonly code: string
  readonly message: string
}

/** One request, with nothing of the server in it. */
export interface Call {
  readonly accountId: string
  /** Further parts of the path, by name. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The body as it came; only a file is anything but text. */
  readonly bytes: Buffer
  /** `host:port` under which the caller reaches this emulator. */
  readonly authority: string
  readonly refusal?: ItemRefusal
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

export type Handler = (call: Call) => Answer | Promise<Answer>
