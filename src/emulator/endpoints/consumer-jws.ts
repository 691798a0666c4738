import { z } from 'zod'
import { badRequest, json } from '../answers.ts'
import type { Handler } from '../call.ts'
import { parseJson } from '../json.ts'
import { readAppJwt } from '../requests/authorize.ts'
import { readWith } from '../requests/envelope.ts'
import type { Tokens } from '../tokens.ts'

const consumerSchema = z.looseObject({ ext_consumer_id: z.string().min(1) })

/** Idp: AppJWT and the brand's id of a consumer in, ConsumerJWS out. Its errors are our guess. */
export function createConsumerJws(tokens: Tokens): Handler {
  return async (call) => {
    const appJwt = await readAppJwt(call, tokens)
    if (!appJwt.ok) return appJwt.answer
    if (Number(call.query['v']) !== 1) return badRequest('Bad Request, expected v=1.0')

    const consumer = readWith(consumerSchema, parseJson(call.body))
    if (!consumer.ok) return consumer.answer
    const token = await tokens.mintConsumerJws(call.accountId, consumer.value.ext_consumer_id)
    return json(201, { token })
  }
}
