declare const brand: unique symbol
type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** A LivePerson site id, also called brand id. */
export type AccountId = Brand<string, 'AccountId'>
/** The brand's own stable id of a consumer; LivePerson calls it `ext_consumer_id`. */
export type ConsumerId = Brand<string, 'ConsumerId'>
export type ConversationId = Brand<string, 'ConversationId'>
/** What stored things are bound to: a digest that only the same caller can produce again. */
export type OwnerKey = Brand<string, 'OwnerKey'>
/** A digest of an account and LivePerson's own id of a consumer in it (`lp_consumer_id`). */
export type ConsumerKey = Brand<string, 'ConsumerKey'>
/** The token that says "this gateway"; lives one hour. */
export type AppJwt = Brand<string, 'AppJwt'>
/** The token that says "on behalf of this consumer"; never expires. */
export type ConsumerJws = Brand<string, 'ConsumerJws'>
