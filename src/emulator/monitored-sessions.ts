import { randomBytes, randomInt } from 'node:crypto'

/** One visit of one device to the brand's places. */
export interface MonitoredSession {
  readonly visitorId: string
  readonly sessionId: string
  readonly pageId: string
}

/** What the Monitoring API remembers: devices it has given an id, and their sessions. */
export class MonitoredSessions {
  /** The account of each visitor. */
  readonly #visitors = new Map<string, string>()
  readonly #sessions = new Map<string, MonitoredSession>()
  /** How many calls of an account were answered while it was loading. */
  readonly #loadingAnswers = new Map<string, number>()

  addVisitor(accountId: string): string {
    const visitorId = randomBytes(15).toString('base64url')
    this.#visitors.set(visitorId, accountId)
    return visitorId
  }

  hasVisitor(accountId: string, visitorId: string): boolean {
    return this.#visitors.get(visitorId) === accountId
  }

  open(visitorId: string): MonitoredSession {
    const sessionId = randomBytes(16).toString('base64url')
    const session = { visitorId, sessionId, pageId: String(randomInt(2 ** 47)) }
    this.#sessions.set(sessionId, session)
    return session
  }

  find(visitorId: string, sessionId: string): MonitoredSession | undefined {
    const session = this.#sessions.get(sessionId)
    return session?.visitorId === visitorId ? session : undefined
  }

  /** Whether the account is loading still; that ends after so many answers. */
  isLoading(accountId: string, answers: number): boolean {
    const given = this.#loadingAnswers.get(accountId) ?? 0
    if (given >= answers) return false
    this.#loadingAnswers.set(accountId, given + 1)
    return true
  }

  clear(): void {
    this.#visitors.clear()
    this.#sessions.clear()
    this.#loadingAnswers.clear()
  }
}
