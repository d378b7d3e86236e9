export interface ModuleEnvironment { readonly todo?: true }
