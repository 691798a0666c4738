import { type Emulator, type RecordedRequest, startEmulator } from '../../src/emulator/emulator.ts'
import { scrape } from '../support/scrape.ts'
import { startTestGateway, type TestGateway } from '../support/start.ts'
import { type Line, LogLines } from './log-lines.ts'

export type Env = Readonly<Record<string, string | undefined>>

/** All that an operator, and LivePerson, see of some requests. */
export interface Traces {
  readonly lines: readonly Line[]
  /** Counters of the gateway that rose, by name and labels. */
  readonly counted: Readonly<Record<string, number>>
  readonly upstream: readonly RecordedRequest[]
  /** How many answers the prepared path gave. */
  readonly prepared: number
}

interface Mark {
  readonly lines: number
  readonly upstream: number
  readonly samples: ReadonlyMap<string, number>
}

const scrapes = (lines: readonly Line[]): number =>
  lines.filter(({ path }) => path === '/metrics').length

const PREPARED = 'gateway_prepared_requests_total'

/** A gateway with a LivePerson, a log and metrics of its own. */
export class Site implements AsyncDisposable {
  readonly #parts: AsyncDisposableStack
  readonly #log: LogLines
  readonly gateway: TestGateway
  readonly env: Env

  private constructor(env: Env, gateway: TestGateway, log: LogLines, parts: AsyncDisposableStack) {
    this.env = env
    this.gateway = gateway
    this.#log = log
    this.#parts = parts
  }

  static async start(env: Env): Promise<Site> {
    await using parts = new AsyncDisposableStack()
    const log = new LogLines()
    const emulator = parts.use(await startEmulator())
    const gateway = parts.use(
      await log.during(() => startTestGateway({ LOG_LEVEL: 'info', ...env }, { emulator })),
    )
    return new Site(env, gateway, log, parts.move())
  }

  get url(): string {
    return this.gateway.url
  }

  get emulator(): Emulator {
    return this.gateway.emulator
  }

  get lines(): readonly Line[] {
    return this.#log.all()
  }

  /** Resolves as soon as a request has its lines in the log. */
  async linesOf(correlationId: string): Promise<readonly Line[]> {
    const isOwn = (line: Line) => line['correlationId'] === correlationId
    await this.#log.until((lines) => lines.some(isOwn))
    return this.lines.filter(isOwn)
  }

  async mark(): Promise<Mark> {
    return { ...(await this.#settle()), upstream: this.emulator.requests().length }
  }

  async since(mark: Mark): Promise<Traces> {
    const { lines, samples } = await this.#settle()
    const risen = [...samples].flatMap(([name, value]) => {
      const rise = value - (mark.samples.get(name) ?? 0)
      return rise === 0 ? [] : [[name, rise] as const]
    })
    const { [PREPARED]: rise = 0, ...counted } = Object.fromEntries(risen)
    return {
      lines: this.lines.slice(mark.lines, lines).filter(({ path }) => path !== '/metrics'),
      counted,
      upstream: this.emulator.requests().slice(mark.upstream),
      prepared: rise,
    }
  }

  /** Until all that was answered has been logged: the line of what is asked last comes last. */
  async #settle(): Promise<Omit<Mark, 'upstream'>> {
    const before = scrapes(this.lines)
    const { samples } = await scrape(this.gateway)
    await this.#log.until((lines) => scrapes(lines) > before)
    return {
      lines: this.lines.length,
      samples: new Map(
        samples
          .filter(({ name }) => /^gateway_(?!.*_(?:bucket|sum)$)/.test(name))
          // the worker of webhooks asks by the clock
          .filter(({ labels }) => !labels['operation']?.startsWith('inbox.'))
          .map(({ name, labels, value }) => {
            const said = Object.keys(labels).length === 0 ? '' : JSON.stringify(labels)
            return [`${name}${said}`, value]
          }),
      ),
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#parts.disposeAsync()
  }
}
