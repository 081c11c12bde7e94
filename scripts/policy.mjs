// The Content-Security-Policy, in its only place: the page carries it (seal-page.mjs), and the
// server on this machine sends it with every file (server.mjs).
//
// It is what makes "nothing leaves this page" a rule of the browser and not a promise of ours:
// `default-src 'none'` forbids everything, and the rest allows back what the page is made of.
export const policy = [
  "default-src 'none'",
  // WebAssembly has to be compiled, which no source list allows by itself. No inline script, and
  // no hash or nonce that would change with every build.
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  // Workers start from a blob, because a worker loaded from an address does not inherit the
  // policy of the page's <meta>, and a blob does.
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  // Neither falls back to default-src.
  "form-action 'none'",
  "base-uri 'none'",
].join('; ');
