// The Content-Security-Policy, in its only place: the page carries it (seal-page.mjs), and the
// server on this machine sends it with every file (server.mjs).
//
// `default-src 'none'` forbids to load or to fetch anything, and the rest allows back what the page is made of. A policy
// does not govern everything: docs/hosting.md says what the browser does not refuse. Of that, `webrtc 'block'` is left
// out, as no browser that the tests run in knows it, and Chromium complains of it on the console.
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

// The same as a header, where a host can send one. A <meta> may not say who puts the page into a frame: a site that did
// could lay its own buttons over those of the page.
export const policyHeader = `${policy}; frame-ancestors 'none'`;
