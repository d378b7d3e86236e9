// Registered by the program's thread once a facade runs in it: brings the hooks a port to talk with it.
import type { MessagePort } from 'node:worker_threads';
import { connect } from './loader.js';

export function initialize({ port }: { readonly port: MessagePort }): void {
	connect(port);
}
