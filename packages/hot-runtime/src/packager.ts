// `hot-runtime/packager`: the service as a function.
export * from '@hot-runtime/npm/packager';
