import { chromium } from 'playwright-core'
import type { Page } from 'playwright-core'

/** A page of a fresh, headless browser that reaches one origin and nothing else. */
export interface TestBrowser extends AsyncDisposable {
  readonly page: Page
  /** Requests to any other origin. They were refused, whatever they were for. */
  readonly foreignRequests: readonly string[]
  /** Errors and warnings on the console, and exceptions that nothing caught. */
  readonly complaints: readonly string[]
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** @param executablePath as given by `describeWith('chromium', …)` */
export async function startBrowser(executablePath: string, origin: string): Promise<TestBrowser> {
  const browser = await chromium.launch({ executablePath, headless: true, args: flags })
  const context = await browser.newContext({ baseURL: origin })
  const foreignRequests: string[] = []
  const complaints: string[] = []

  await context.route(
    (url) => !isWithin(url, origin),
    async (route) => {
      foreignRequests.push(route.request().url())
      await route.abort()
    },
  )
  await context.routeWebSocket(
    (url) => !isWithin(url, origin),
    async (socket) => {
      foreignRequests.push(socket.url())
      await socket.close()
    },
  )
  const page = await context.newPage()
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))

  return {
    page,
    foreignRequests,
    complaints,
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

function isWithin(url: URL, origin: string): boolean {
  return ['data:', 'blob:'].includes(url.protocol) || url.host === new URL(origin).host
}
