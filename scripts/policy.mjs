// The Content-Security-Policy as index.html states it, for servers that send it as a header.
import { readFileSync } from 'node:fs';

const page = readFileSync(new URL('../index.html', import.meta.url), 'utf8');

export const policy = /name="content-security-policy" content="([^"]*)"/.exec(page)[1];

// A <meta> may not say who puts the page into a frame: a site that did could lay its own buttons over those of the page.
export const policyHeader = `${policy}; frame-ancestors 'none'`;
