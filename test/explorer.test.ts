import { describe, expect, it } from '@jest/globals'
import { startBrowser } from './support/browser.ts'
import { describeWith } from './support/programs.ts'
import { startTestGateway } from './support/start.ts'

describe('the path of the explorer', () => {
  it('lets a page load from its own origin alone', async () => {
    await using gateway = await startTestGateway()

    const page = await fetch(`${gateway.url}/explorer`, { method: 'HEAD' })

    expect(page.url).toBe(`${gateway.url}/explorer/`)
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; /)
    expect(page.headers.get('content-security-policy')).not.toMatch(/https?:|\*|unsafe-eval/)
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('is asked again for the page, and never again for what carries a hash', async () => {
    await using gateway = await startTestGateway()
    const page = await fetch(`${gateway.url}/explorer/`)
    const [, script] = /src="\.\/(main-\w+\.js)"/.exec(await page.text()) ?? []

    const asset = await fetch(`${gateway.url}/explorer/${script}`, { method: 'HEAD' })

    expect(page.headers.get('cache-control')).toBe('no-cache')
    expect(asset.status).toBe(200)
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })
})

describeWith('chromium', 'the explorer in a browser', (chromium) => {
  it('loads from the gateway alone and runs its example', async () => {
    await using gateway = await startTestGateway()
    await using browser = await startBrowser(chromium, gateway.url)
    const { page } = browser

    await page.goto('/explorer')
    await page.getByRole('region', { name: 'Operation Editor' }).getByText('mutation').waitFor()
    await page.getByRole('region', { name: 'Variables' }).getByText('"input"').waitFor()
    await page.getByRole('button', { name: /^Execute query/ }).click()

    const answer = page.getByRole('region', { name: 'Result Window' })
    await answer.filter({ hasText: /"outcome":\s"CREATED"/ }).waitFor()
    await answer.filter({ hasText: /"(id|conversationId)":\s"[0-9a-f-]{36}"/ }).waitFor()
    expect(browser.foreignRequests).toEqual([])
    expect(browser.complaints).toEqual([])
  }, 60_000)

  it('has the example again when the page is loaded again', async () => {
    await using gateway = await startTestGateway()
    await using browser = await startBrowser(chromium, gateway.url)
    const { page } = browser
    const variables = page.getByRole('region', { name: 'Variables' }).getByText('"input"')
    await page.goto('/explorer')
    await variables.waitFor()

    await page.reload()

    await variables.waitFor()
    await page.getByRole('region', { name: 'Operation Editor' }).getByText('mutation').waitFor()
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['CreateConversation'])
  }, 60_000)

  it('is refused every other origin', async () => {
    await using gateway = await startTestGateway()
    await using browser = await startBrowser(chromium, gateway.url)
    // every page of the gateway forbids it by itself
    await browser.page.goto('about:blank')

    const reached = await browser.page.evaluate(async () =>
      fetch('http://elsewhere.example/').then(
        () => true,
        () => false,
      ),
    )

    expect(reached).toBe(false)
    expect(browser.foreignRequests).toEqual(['http://elsewhere.example/'])
  }, 60_000)
})
