import { type RouterName, routerNames, startRouter } from './routers.ts'
import { startTestGateway, type TestGateway } from './start.ts'
import { type Crm, startCrm } from './subgraph.ts'
import { compose, type Composer, composerNames, readServices } from './supergraph.ts'

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly {
    readonly message: string
    /** A router names the subgraph that an error comes from. */
    readonly extensions?: { readonly code?: string; readonly serviceName?: string }
  }[]
}

export type Ask = (
  body: { readonly query: string; readonly variables?: object },
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>

/** The gateway and the CRM behind a router, each on a port of its own. */
export interface Graph extends AsyncDisposable {
  readonly gateway: TestGateway
  readonly crm: Crm
  /** Asks the router. */
  readonly ask: Ask
}

/** Every router with every composer's supergraph. */
export const graphs = composerNames.flatMap((composer) =>
  routerNames.map((router) => [router, composer] as const),
)

/** @param env of the gateway, as `startTestGateway` takes it */
export async function startGraph(
  router: RouterName,
  composer: Composer,
  env: Readonly<Record<string, string>> = {},
): Promise<Graph> {
  await using parts = new AsyncDisposableStack()
  const gateway = parts.use(await startTestGateway(env))
  const crm = parts.use(await startCrm())
  const services = await readServices({ conversations: `${gateway.url}/graphql`, crm: crm.url })
  const { url } = parts.use(await startRouter(router, compose(composer, services)))
  const running = parts.move()
  return {
    gateway,
    crm,
    ask: askAt(url),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

export function askAt(url: string): Ask {
  return async (body, headers = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return (await response.json()) as Answer
  }
}
