// Well-known programs of the npm registry, and what each is asked to do.
import type { Program } from '../../support/program.js';

export interface RealProgram {
	readonly name: string;
	readonly kind: string;
	readonly files: Program;
	/** The arguments of `node`. `bin:` stands for the folder with the installed packages. */
	readonly args: readonly string[];
	readonly stdin?: string;
	/** What differs from run to run: durations. */
	readonly differs?: RegExp;
	/** Runs with the normal tests too: its packages are development dependencies of `test`. */
	readonly isAlwaysRun?: boolean;
}

const markdown = [
	'# Title\n\nSome *text* with `code`,',
	'a [link](https://example.com) and a list:\n\n- one\n- two\n    - nested\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nconst a = 1;\n```\n\n* bad list\n1) other\n',
].join(' ');
const svg = [
	'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><!-- comment --><g fill="#ff0000"><g><path d="M 10 10 L 20 20 L 30.0000 10 Z" stroke="black"/></g><rect x="0" y="0" width="10" height="10" style="fill: blue"/></g><style>.a { fill: red;',
	'} .b { }</style><circle class="a" cx="5" cy="5" r="3"/></svg>',
].join(' ');
const script = [
	'import { readFile } from "node:fs";',
	'export async function load(name,',
	'{encoding="utf8"}={}){const text=await new Promise((resolve,reject)=>readFile(name,encoding,(error,data)=>error?reject(error):resolve(data)));return `${name}: ${text}`}',
	'export class A extends Array{#x=1;static y=2;get x(){return this.#x}} export default [1,,2].map(x=>x**2)??null;',
].join(' ');

export const realPrograms: readonly RealProgram[] = [
	{
		name: 'rollup', kind: 'bundler',
		args: [ 'main.js' ],
		files: {
			'main.js': [
				`import { rollup, VERSION } from 'rollup';`,
				`const bundle = await rollup({ input: 'src/index.js', onwarn: warning => console.log(warning.code),`,
				`plugins: [ { name: 'virtual', resolveId: id => id === 'virtual' ? id : null, load: id => id === 'virtual' ? 'export default "virtual"' : null,`,
				`transform: (code, id) => id.endsWith('a.js') ? { code: code.replace('A', 'B'), map: null } : null }`,
				'] });',
				`const { output } = await bundle.generate({ format: 'esm', sourcemap: true });`,
				'for (const chunk of output) console.log(chunk.fileName, chunk.code ?? chunk.source, Object.keys(chunk.modules ?? {}).length);',
				`await bundle.write({ dir: 'out', format: 'cjs', exports: 'named' }); console.log(VERSION);`,
				`await rollup({ input: 'src/broken.js' }).catch(error => console.log(error.code, error.message));`,
			].join(' '),
			'src/index.js': `import { a, unused } from './a.js'; import v from 'virtual'; export const x = a + v; export default () => import('./b.js');`,
			'src/a.js': `export const a = 'A'; export const unused = 1;`,
			'src/b.js': `export const b = 'B';`,
			'src/broken.js': `import { nothing } from './a.js'; let a = ;`,
		},
	},
	{
		name: 'prettier', kind: 'formatter',
		args: [ 'main.js' ],
		files: {
			'main.js': [
				`import * as prettier from 'prettier'; import { readFileSync } from 'node:fs';`,
				`for (const file of [ 'a.js', 'b.md', 'c.css', 'd.html', 'e.json', 'f.yaml', 'g.ts', 'h.jsx', 'i.graphql',`,
				`'j.vue' ]) console.log(await prettier.format(readFileSync(file, 'utf8'), { filepath: file, ...await prettier.resolveConfig(file) }));`,
				`console.log(await prettier.check('a', { parser: 'babel' }),`,
				`await prettier.format('a =', { parser: 'babel' }).catch(error => error.name + error.message), Object.keys(prettier).join(),`,
				'(await prettier.getSupportInfo()).languages.length);',
			].join(' '),
			'a.js': script,
			'b.md': markdown,
			'c.css': 'a{color:red;b:c}@media x{.d{e:f}}',
			'd.html': '<div><p>text<script>let a=1</script></p><ul><li>1<li>2</ul></div>',
			'e.json': '{"a":[1,2,{"b":null}]}',
			'f.yaml': 'a:   1\nb: [ 1,2 ]\n',
			'g.ts': 'interface A{b:string}type C<T>=T extends A?1:2;enum D{E}',
			'h.jsx': 'const a=<div className="x">{b&&<C {...d}/>}</div>',
			'i.graphql': 'query{a(b:1){c}}',
			'j.vue': '<template><div :a="b+c"/></template><script>export default{}</script>',
			'.prettierrc': '{ "singleQuote": true, "tabWidth": 3 }',
		},
	},
	{
		name: 'prettier, from the command line', kind: 'formatter',
		args: [ 'bin:/prettier/bin/prettier.cjs', '--write', '--list-different', 'a.js', 'b.md' ],
		files: { 'a.js': script, 'b.md': markdown },
	},
	{
		name: 'markdownlint-cli2', kind: 'linter',
		args: [ 'bin:/markdownlint-cli2/markdownlint-cli2-bin.mjs', '*.md' ],
		files: { 'a.md': markdown, 'b.md': '#Bad\n\ttab\n\n\n\n\nhttp://bare.url\n', '.markdownlint-cli2.jsonc': '{ "config": { "MD013": { "line_length": 40 } } }' },
	},
	{
		name: 'ava', kind: 'test runner',
		args: [ 'bin:/ava/entrypoints/cli.mjs', '--tap', '--serial', '--concurrency=1' ],
		files: {
			'package.json': '{ "type": "module", "ava": { "files": [ "tests/**" ], "cache": false, "timeout": "2m" } }',
			'tests/a.js': [
				`import test from 'ava'; import { add } from '../add.js'; test('adds', t => t.is(add(1, 2), 3)); test('fails', t => t.deepEqual({ a: 1 }, { a: 2 }));`,
				`test('async', async t => { await 0; t.pass(); t.snapshot({ a: [ 1 ] }); }); test.skip('skipped', t => t.fail()); test.todo('todo');`,
			].join(' '),
			'add.js': `export const add = (a, b) => a + b;`,
		},
		// It runs with --enable-source-maps, where Node shows a URL for what has no source map, and a path for what has one.
		differs: /^# .*$|^ {2,}at: .*$|\((?:file:\/\/)?(?=\/)/gm,
	},
	{
		name: 'uvu', kind: 'test runner',
		args: [ 'main.js' ],
		files: { 'main.js': [
			`import { test, suite } from 'uvu'; import * as assert from 'uvu/assert'; test('passes', () => assert.is(1, 1));`,
			`test('fails', () => assert.equal({ a: 1 }, { a: 2 })); test.before.each(() => console.log('before')); test.run(); const other = suite('other');`,
			`other('async', async () => { await 0; assert.throws(() => { throw new Error('x'); }, /x/); }); other.run();`,
		].join(' ') },
		// V8 names the receiver of a function that is called through a namespace; hot-runtime calls one that cannot see it without.
		differs: /(?:Total|Took|Duration).*|\bat (?:Module\.)?(?=equal )/g,
	},
	{
		name: 'hono', kind: 'web framework', isAlwaysRun: true,
		args: [ 'main.js' ],
		files: {
			'main.js': [
				`import { serve } from '@hono/node-server'; import app from './app.js';`,
				'const server = serve({ fetch: app.fetch, port: 0 },',
				`async ({ port }) => { for (const [ path, init ] of [ [ '/' ], [ '/hello/World?x=1' ],`,
				`[ '/json', { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' }`,
				'}',
				`], [ '/missing' ], [ '/throws' ], [ '/page' ], [ '/private' ], [ '/stream' ] ]) { const response = await fetch('http://127.0.0.1:' + port + path,`,
				'init);',
				`console.log(path, response.status, response.headers.get('content-type'), response.headers.get('x-own'), await response.text()); }`,
				'server.close(); });',
			].join(' '),
			'app.js': [
				`import { Hono } from 'hono'; import { html } from 'hono/html'; import { basicAuth } from 'hono/basic-auth'; import { stream } from 'hono/streaming';`,
				`import { HTTPException } from 'hono/http-exception'; const app = new Hono();`,
				`app.use('*', async (c, next) => { await next(); c.header('x-own', 'middleware'); }); app.use('/private', basicAuth({ username: 'a', password: 'b' }));`,
				`app.get('/', c => c.text('root')); app.get('/hello/:name', c => c.json({ name: c.req.param('name'), x: c.req.query('x') }));`,
				`app.post('/json', async c => c.json(await c.req.json())); app.get('/throws', () => { throw new HTTPException(418, { message: 'teapot' }); });`,
				`app.get('/page', c => c.html(html\`<h1>\${'<escaped>'}</h1>\`));`,
				`app.get('/stream', c => stream(c, async s => { await s.write('one'); await s.write('two'); })); export default app;`,
			].join(' '),
		},
	},
	{
		name: 'eta', kind: 'template engine',
		args: [ 'main.js' ],
		files: {
			'main.js': [
				`import { Eta } from 'eta'; import { fileURLToPath } from 'node:url';`,
				`const eta = new Eta({ views: fileURLToPath(new URL('./views', import.meta.url)), cache: true });`,
				`console.log(eta.render('./page', { title: 'T<', list: [ 1, 2 ] }), await eta.renderStringAsync('<%= await it.p %>', { p: Promise.resolve(5) }));`,
				`try { eta.renderString('<% throw new Error("in template") %>', {}); } catch (error) { console.log(error.name, error.message); }`,
				`try { eta.renderString('<% if ( %>', {}); } catch (error) { console.log(error.name); }`,
			].join(' '),
			'views/page.eta': '<% layout("./layout") %><h1><%= it.title %></h1><% it.list.forEach(x => { %><li><%~ x %></li><% }) %>',
			'views/layout.eta': '<html><%~ it.body %></html>',
		},
	},
	{
		name: 'eleventy', kind: 'static site generator',
		args: [ 'bin:/@11ty/eleventy/cmd.cjs', '--quiet' ],
		files: {
			'package.json': '{ "type": "module" }',
			'eleventy.config.js': [
				`import { shout } from './filters.js';`,
				`export default function (config) { config.addFilter('shout', shout); config.addShortcode('year', () => '2020');`,
				`config.addCollection('all2', api => api.getAll().sort((a, b) => a.url < b.url ? -1 : 1)); return { dir: { input: 'src', output: 'out' } }; }`,
			].join(' '),
			'filters.js': `export const shout = text => text.toUpperCase();`,
			'src/index.md': '---\ntitle: Home\nlayout: base.njk\n---\n# {{ title | shout }}\n\n{% year %}\n',
			'src/_includes/base.njk': '<title>{{ title }}</title>{{ content | safe }}{% for p in collections.all2 %}<a>{{ p.url }}</a>{% endfor %}',
			'src/post.liquid': '---\ntags: posts\n---\n{{ page.url }} {{ data.x }}',
			'src/_data/data.js': `export default async () => ({ x: await Promise.resolve('data') });`,
			'src/js.11ty.js': `export default class { data() { return { permalink: '/js.html' }; } render({ data }) { return data.x; } }`,
		},
		differs: / in [\d.]+ seconds.*| \([\d.]+m?s each.*/g,
	},
	{
		name: 'acorn', kind: 'parser',
		args: [ 'main.js' ],
		files: {
			'main.js': [
				`import { parse, tokenizer, Parser, version } from 'acorn'; import * as ns from 'acorn'; import { readFileSync } from 'node:fs';`,
				`console.log(JSON.stringify(parse(readFileSync('a.js', 'utf8'), { ecmaVersion: 'latest', sourceType: 'module', locations: true })).length,`,
				`[ ...tokenizer('let a = /x/g + \`\${1}\`', { ecmaVersion: 2022 }) ].map(token => token.type.label).join(' '), version, Object.keys(ns));`,
				'const Own = Parser.extend(Base => class extends Base { parseLiteral(value) { const node = super.parseLiteral(value); node.own = true; return node; }',
				'});',
				`console.log(JSON.stringify(Own.parse('1', { ecmaVersion: 5 })));`,
				`try { parse('let a = ;', { ecmaVersion: 6 }); } catch (error) { console.log(error.name, error.message, error.pos); }`,
			].join(' '),
			'a.js': script,
		},
	},
	{
		name: 'meriyah', kind: 'parser',
		args: [ 'main.js' ],
		files: {
			'main.js': [
				`import { parse, parseModule, parseScript, version } from 'meriyah'; import { readFileSync } from 'node:fs';`,
				`console.log(JSON.stringify(parseModule(readFileSync('a.js', 'utf8'), { ranges: true, loc: true, next: true })).length,`,
				`JSON.stringify(parseScript('with (a) b')), version);`,
				`try { parse('let a = ;'); } catch (error) { console.log(error.name, error.message); }`,
			].join(' '),
			'a.js': script,
		},
	},
	{
		name: 'remark', kind: 'markdown processor',
		args: [ 'bin:/remark-cli/cli.js', '.', '--use', 'remark-preset-lint-recommended', '--no-color', '--output', 'out/' ],
		files: { 'a.md': markdown, 'b.md': '* a\n- b\n\n[x]: y\n[x]: z\n', 'out/.keep': '' },
	},
	{
		name: 'marked', kind: 'markdown parser', isAlwaysRun: true,
		args: [ 'bin:/marked/bin/marked.js', '--gfm', '-o', 'out.html', 'a.md' ],
		files: { 'a.md': markdown },
	},
	{
		name: 'terser', kind: 'minifier',
		args: [ 'main.js' ],
		files: {
			'main.js': [
				`import { minify } from 'terser'; import { readFileSync } from 'node:fs';`,
				`const { code, map } = await minify({ 'a.js': readFileSync('a.js', 'utf8') },`,
				'{ module: true, sourceMap: true, compress: { passes: 2 }, format: { comments: false }',
				'});',
				`console.log(code, map); await minify('let a = ;').catch(error => console.log(error.name, error.message, error.line));`,
			].join(' '),
			'a.js': script,
		},
	},
	{
		name: 'svgo', kind: 'minifier', isAlwaysRun: true,
		args: [ 'bin:/svgo/bin/svgo.js', '-i', 'a.svg', '-o', 'b.svg', '--pretty' ],
		files: {
			'a.svg': svg,
			'svgo.config.js': `import { own } from './own.js'; export default { multipass: true, plugins: [ 'preset-default', { name: 'own', fn: own } ] };`,
			'own.js': `export const own = () => ({ element: { enter: node => { if (node.name === 'circle') node.attributes.id = 'own'; } } });`,
		},
		differs: /Done in .*/g,
	},
	{
		name: 'meow, chalk and execa', kind: 'command-line tool',
		args: [ 'main.js', 'hello', '--rainbow', '--times=2', '-v' ],
		files: {
			'main.js': [
				`#!/usr/bin/env node\nimport meow from 'meow'; import { Chalk } from 'chalk'; import { execa, $ } from 'execa';`,
				`const cli = meow('Usage',`,
				'{ importMeta: import.meta,',
				`flags: { rainbow: { type: 'boolean', shortFlag: 'r' }, times: { type: 'number' }, verbose: { type: 'boolean', shortFlag: 'v' }`,
				'}',
				'});',
				`const chalk = new Chalk({ level: 3 }); console.log(cli.input, cli.flags, cli.pkg.name, chalk.red.bold('red') + chalk.hex('#123456').bgBlue(' x '));`,
				`const { stdout, exitCode } = await execa('echo', [ 'from', 'a child' ]); console.log(stdout, exitCode, (await $\`echo \${[ 'a', 'b c' ]}\`).stdout);`,
				`await execa('false').catch(error => console.log(error.exitCode, error.shortMessage));`,
			].join(' '),
			'package.json': '{ "name": "own-cli", "type": "module" }',
		},
	},
	{
		name: 'lodash-es', kind: 'library of many modules',
		args: [ 'main.js' ],
		files: { 'main.js': [
			`import _, { chunk, debounce, template, map } from 'lodash-es'; import * as ns from 'lodash-es'; import groupBy from 'lodash-es/groupBy.js';`,
			`console.log(chunk([ 1, 2, 3 ], 2), template('<%= a %>')({ a: 1 }), groupBy([ 1.2, 1.5, 2 ], Math.floor), Object.keys(ns).length,`,
			'_.chain([ 3, 1, 2 ]).sortBy().map(x => x * 2).value(), _(map([ 1 ], x => x + 1)).head(), typeof debounce(() => 1), ns.default === _, ns.VERSION,',
			'_.merge({ a: { b: 1 }',
			'}, { a: { c: 2 } }), ns.isEqual({ a: [ 1 ] }, { a: [ 1 ] }));',
		].join(' ') },
	},
	{
		name: 'cheerio', kind: 'HTML parser',
		args: [ 'main.js' ],
		files: { 'main.js': [
			`import * as cheerio from 'cheerio'; const $ = cheerio.load('<ul id="x"><li class="a">1</li><li>2</li></ul>');`,
			`$('li').addClass('b').each((i, e) => { $(e).attr('n', String(i)); }); $('.a').after('<li>new</li>');`,
			`console.log($.html(), $('li').map((i, e) => $(e).text()).get(), $('ul').find('li:nth-child(2)').text(), $.extract({ items: [ 'li' ] }),`,
			`cheerio.load('<a><b/></a>', { xml: true }).xml());`,
		].join(' ') },
	},
	{
		name: 'date-fns', kind: 'library of many modules',
		args: [ 'main.js' ],
		files: { 'main.js': [
			`import { format, addMonths, formatDistance, parseISO, intervalToDuration, isValid } from 'date-fns'; import { de, ja } from 'date-fns/locale';`,
			`import * as fp from 'date-fns/fp'; const date = new Date(Date.UTC(2020, 1, 29, 12));`,
			`console.log(format(date, "PPPP 'at' HH:mm", { locale: de }), addMonths(date, 12).toISOString(),`,
			`formatDistance(date, parseISO('2021-01-01'), { locale: ja }), intervalToDuration({ start: date, end: addMonths(date, 15) }), isValid(parseISO('x')),`,
			'fp.addDays(2)(date).toISOString(), Object.keys(fp).length);',
		].join(' ') },
	},
	{
		name: 'zx', kind: 'command-line tool',
		args: [ 'bin:/zx/build/cli.js', '--quiet', 'script.mjs', 'arg' ],
		files: {
			'script.mjs': [
				`import { helper } from './helper.mjs'; const out = await $\`echo \${helper('a b')}\`;`,
				`console.log(String(out), argv._, chalk.level, path.sep, await within(async () => (await $\`echo within\`).stdout));`,
				`await $\`exit 3\`.catch(error => console.log(error.exitCode));`,
			].join(' '),
			'helper.mjs': `export const helper = x => x + '!';`,
		},
	},
	{
		name: 'graphql', kind: 'library of CommonJS and ES modules',
		args: [ 'main.js' ],
		files: { 'main.js': [
			`import { graphql, buildSchema, printSchema, parse, print, validate, GraphQLError } from 'graphql';`,
			`const schema = buildSchema('type Query { a(b: Int!): [C!]! } type C { d: String }');`,
			`console.log(printSchema(schema), print(parse('{a(b:1){d}}')), JSON.stringify(await graphql({ schema, source: '{ a(b: 2) { d }`,
			`}', rootValue: { a: ({ b }) => Array.from({ length: b }, (_, d) => ({ d })) }`,
			`})), validate(schema, parse('{ x }')).map(error => [ error.message, error instanceof GraphQLError ]));`,
		].join(' ') },
	},
];
