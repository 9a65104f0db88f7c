/**
 * Lets `extend` change one class on its way into the registry. As soon as
 * that class has come by, the registry is as it was.
 */
export const intercept = (
  name: string,
  extend: (constructor: CustomElementConstructor) => CustomElementConstructor
) => {
  const registry: { define?: typeof customElements.define } = customElements;
  registry.define = (tag, constructor, options) => {
    if (tag === name) {
      constructor = extend(constructor);
      delete registry.define;
    }
    CustomElementRegistry.prototype.define.call(
      registry,
      tag,
      constructor,
      options
    );
  };
};
