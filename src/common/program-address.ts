/** Addresses of programs; below them there is no page. */
export const PROGRAM_ADDRESS = /^\/(api|assets|docs|docs-json|docs-yaml|health|metrics|v1|ws)(\/|$)/;
