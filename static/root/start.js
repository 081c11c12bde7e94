// Starts the program, whose script and binary the build names in the page (Trunk.toml). It is a file, because the policy
// allows no inline script.
const [script, binary] = document.querySelector('meta[name=trailglass-program]').content.split(' ');
const address = (name) => new URL(name, document.baseURI).href;
const { default: start } = await import(address(script));
await start({ module_or_path: address(binary) });
