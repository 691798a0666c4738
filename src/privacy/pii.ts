/**
 * Marks an input, or a field of one, that carries personal data. Logs leave out what is marked, and
 * a composed graph can tell by it what a variant of it must not have.
 */
export const PII = '@tag(name: "pii")'
