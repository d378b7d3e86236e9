// The packager over HTTP. An exact version is immutable; a range or a tag is sent on to the exact one it means now.
import { createHash, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gunzip } from 'node:zlib';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { describeFailure, tooMany, type VersionError, type VersionErrorCode } from '../messages.js';
import type { PackageDocument } from './document.js';
import { mergeDocuments } from './merge.js';
import type { DocumentRequest, Packaged, Packager } from './packager.js';

export interface Service {
	readonly url: string;
	close(): Promise<void>;
}

export interface ServiceOptions {
	readonly packager: Packager;
	/** Who does not send it as a bearer token is not answered. Default: everybody is. */
	readonly token?: string;
	readonly port?: number;
	readonly host?: string;
}

/** Listens. `close` ends the service, not the packager. */
export async function startService({ packager, token, port = 0, host = '127.0.0.1' }: ServiceOptions): Promise<Service> {
	const app = fastify({
		logger: false, bodyLimit: 16 * 1024, routerOptions: { maxParamLength: 1024 }, forceCloseConnections: true,
		frameworkErrors: (_, __, reply: FastifyReply) => void reply.code(400).send({ error: { code: 'INVALID_REQUEST', message: 'The path is malformed.' } }),
	});
	if (token !== undefined) demandToken(app, token);
	countAnswers(app);
	addRoutes(app, packager);
	addMerge(app, packager);
	return { url: await app.listen({ port, host }), close: () => app.close() };
}

/** Compared in a time that says nothing of how much was right. */
function demandToken(app: FastifyInstance, token: string): void {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	const expected = digest(`Bearer ${token}`);
	app.addHook('onRequest', async (request, reply) => {
		if (request.url === '/health' || timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return;
		await reply.code(401).header('www-authenticate', 'Bearer').send({ error: { code: 'UNAUTHORIZED', message: 'A token is needed.' } });
	});
}

/** `/metrics`, as Prometheus reads it: answers by route and status, and the time they took. */
function countAnswers(app: FastifyInstance): void {
	const answers = new Map<string, { count: number; seconds: number }>();
	app.addHook('onResponse', async (request, reply) => {
		const key = `route="${request.routeOptions.url ?? ''}",status="${reply.statusCode}"`;
		const { count, seconds } = answers.get(key) ?? { count: 0, seconds: 0 };
		answers.set(key, { count: count + 1, seconds: seconds + reply.elapsedTime / 1000 });
	});
	app.get('/metrics', async (_, reply) => {
		const lines = [...answers].flatMap(([key, { count, seconds }]) => [`packager_answers_total{${key}} ${count}`, `packager_answer_seconds_total{${key}} ${seconds}`]);
		return reply.type('text/plain; version=0.0.4').send(`${lines.join('\n')}\n`);
	});
}

const mostPackages = 50;

/** Several packages in one document, as if they were installed together. */
function addMerge(app: FastifyInstance, packager: Packager): void {
	const body = { type: 'object', additionalProperties: false, required: ['packages'], properties: { packages: { type: 'array', minItems: 1, items: { type: 'string', maxLength: 512 } } } } as const;
	app.post<{ Body: { packages: string[] } }>('/packages', { schema: { body } }, async (request, reply) => {
		try {
			const { packages } = request.body;
			if (packages.length > mostPackages) throw tooMany(mostPackages);
			const versions = await Promise.all(packages.map(spec => packager.resolve(spec)));
			const packaged = await Promise.all(versions.map(version => packager.document(version)));
			const documents = await Promise.all(packaged.map(async ({ compressed }) => JSON.parse(String(await promisify(gunzip)(compressed))) as PackageDocument));
			reply.header('cache-control', 'no-store').send(mergeDocuments(documents));
		} catch (error) {
			sendError(reply, describeFailure('packages', '', error));
		}
		return reply;
	});
}

const query = { type: 'object', additionalProperties: false, properties: {
	conditions: { type: 'string', maxLength: 256, pattern: '^[a-z0-9_-]+(,[a-z0-9_-]+)*$' },
	mode: { type: 'string', enum: ['reachable', 'all'] },
} } as const;

interface Query {
	readonly conditions?: string;
	readonly mode?: 'reachable' | 'all';
}

function addRoutes(app: FastifyInstance, packager: Packager): void {
	const encoded = new LRUCache<string, Uint8Array>({ maxSize: 32 * 1024 * 1024, sizeCalculation: data => data.length + 1 });
	app.get('/health', async () => ({ ok: true }));
	app.get<{ Params: { '*': string }; Querystring: Query }>('/package/*', { schema: { querystring: query } }, async (request, reply) => {
		try {
			await answer(request, reply, packager, encoded);
		} catch (error) {
			sendError(reply, describeFailure(request.params['*'].slice(0, 256), '', error));
		}
		return reply;
	});
	app.setErrorHandler((error: unknown, _, reply) => {
		const status = typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
		const message = error instanceof Error && status < 500 ? error.message : 'The request could not be answered.';
		void reply.code(status).header('cache-control', 'no-store').send({ error: { code: status === 400 ? 'INVALID_REQUEST' : 'FAILED', message } });
	});
	app.setNotFoundHandler((_, reply) => void reply.code(404).send({ error: { code: 'NOT_FOUND', message: 'Ask for /package/name@version.' } }));
}

async function answer(
	request: FastifyRequest<{ Params: { '*': string }; Querystring: Query }>, reply: FastifyReply, packager: Packager, encoded: LRUCache<string, Uint8Array>,
): Promise<void> {
	const spec = request.params['*'];
	const version = await packager.resolve(spec);
	const exact = `${version.name}@${version.version}`;
	if (spec !== exact) {
		const search = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
		reply.code(302).header('cache-control', 'public, max-age=60').header('location', `/package/${exact}${search}`).send();
		return;
	}
	const wanted: DocumentRequest = { conditions: request.query.conditions?.split(',') ?? [], mode: request.query.mode ?? 'reachable' };
	const packaged = await packager.document(version, wanted);
	const etag = `"${packaged.integrity}"`;
	reply.header('etag', etag).header('vary', 'accept-encoding').header('cache-control', 'public, max-age=31536000, immutable');
	if (request.headers['if-none-match']?.split(/\s*,\s*/).some(tag => tag.replace(/^W\//, '') === etag) === true) {
		reply.code(304).send();
		return;
	}
	const { encoding, data } = await encode(packaged, request.headers['accept-encoding'], encoded);
	if (encoding !== null) reply.header('content-encoding', encoding);
	reply.type('application/json; charset=utf-8').send(data);
}

async function encode(packaged: Packaged, accepted: string | string[] | undefined, encoded: LRUCache<string, Uint8Array>): Promise<{ readonly encoding: string | null; readonly data: Uint8Array }> {
	const accepts = (coding: string) => new RegExp(`(?:^|,)\\s*${coding}\\s*(?:,|;(?!\\s*q=0(?:\\.0*)?\\s*(?:,|$))|$)`).test(String(accepted ?? ''));
	if (accepts('br')) {
		const data = encoded.get(packaged.integrity) ?? await promisify(brotliCompress)(await promisify(gunzip)(packaged.compressed), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
		encoded.set(packaged.integrity, data);
		return { encoding: 'br', data };
	}
	if (accepts('gzip')) return { encoding: 'gzip', data: packaged.compressed };
	return { encoding: null, data: await promisify(gunzip)(packaged.compressed) };
}

const statuses: Partial<Record<VersionErrorCode, number>> = {
	INVALID_NAME: 400, INVALID_VERSION: 400, UNKNOWN_PACKAGE: 404, UNKNOWN_VERSION: 404, TOO_LARGE: 413, TOO_DEEP: 413, NO_INTEGRITY: 422, UNSAFE_ARCHIVE: 422,
	BROKEN_ARCHIVE: 422, WRONG_PACKAGE: 422, NATIVE_ADDON: 422, WRONG_PLATFORM: 422, REGISTRY_UNREACHABLE: 502, REGISTRY_REFUSED: 502, WRONG_INTEGRITY: 502, TIMEOUT: 504, DISK_FULL: 507,
};

/** The reason, without what lies behind it: that may name addresses and folders of this machine. */
function sendError(reply: FastifyReply, { code, message }: VersionError): void {
	const status = statuses[code] ?? 500;
	if (status === 404 || status >= 502) reply.header('retry-after', '5');
	const text = status >= 500 ? genericReason(code) : message;
	reply.code(status).header('cache-control', 'no-store').send({ error: { code, message: text } });
}

const genericReason = (code: VersionErrorCode) => code === 'TIMEOUT' ? 'It took too long. Try again later.' : 'The package could not be fetched or read. Try again later.';
