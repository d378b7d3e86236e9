// Three real applications from the npm registry. Each does its work once, checks it, and says ready.
// They run with nothing ignored: their packages are hot as well.

const ready = `console.log('@@' + JSON.stringify({ type: 'ready', total: 1 }));\n`;

export const applications = {
	// A web framework with its Node server: routing, middleware, one request answered.
	'hono server': {
		'main.js': `import { serve } from '@hono/node-server';
import { api } from './api.js';
const server = serve({ fetch: api.fetch, port: 0, hostname: '127.0.0.1' }, async ({ port }) => {
	const response = await fetch(\`http://127.0.0.1:\${port}/items/7\`);
	const { id, name } = await response.json();
	if (id !== 7 || name !== 'item 7' || response.headers.get('x-response-time') === null && response.headers.get('etag') === null) {
		throw new Error('wrong answer');
	}
	${ready}	server.closeAllConnections();
	server.close();
});
`,
		'api.js': `import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { etag } from 'hono/etag';
import { logger } from 'hono/logger';
import { items } from './items.js';
export const api = new Hono();
api.use(cors(), etag(), logger(() => {}));
api.route('/items', items);
`,
		'items.js': `import { Hono } from 'hono';
export const items = new Hono().get('/:id', context => {
	const id = Number(context.req.param('id'));
	return context.json({ id, name: \`item \${id}\` });
});
`,
	},
	// Many small packages: a Markdown processor.
	'remark': {
		'main.js': `import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import { text } from './text.js';
const file = await remark().use(remarkGfm).process(text);
if (!String(file).includes('| one') || !String(file).includes('* [x] done')) {
	throw new Error('wrong output: ' + String(file));
}
${ready}`,
		'text.js': `export const text = '# title\\n\\n- [x] done\\n- [ ] not done\\n\\n|one|two|\\n|-|-|\\n|1|~~2~~|\\n';\n`,
	},
	// Plugins, a CSS parser with large modules: an SVG optimizer.
	'svgo': {
		'main.js': `import { optimize } from 'svgo';
import { picture } from './picture.js';
const { data } = optimize(picture, { multipass: true });
if (!data.startsWith('<svg') || data.length >= picture.length) {
	throw new Error('wrong output: ' + data);
}
${ready}`,
		'picture.js': `export const picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><!-- note --><style>.a { fill: #ff0000; stroke: black }</style><g><rect class="a" x="10.0000" y="10.0000" width="30.000" height="40"/></g></svg>';\n`,
	},
};
