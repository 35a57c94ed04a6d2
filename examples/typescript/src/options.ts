/** Options of a command line such as `--target 127.0.0.1:8443 --session NAME`. */
export class Options {
  private readonly values = new Map<string, string>();

  constructor(args: string[] = process.argv.slice(2)) {
    for (let i = 0; i < args.length; i += 2) {
      const value = args[i + 1];
      if (!args[i].startsWith("--") || value === undefined) {
        throw new Error(`every option has a value, as in --target HOST:PORT; see ${args[i]}`);
      }
      this.values.set(args[i].slice(2), value);
    }
  }

  /** The value of an option, or what it is without one; without either it is an error. */
  get(name: string, otherwise?: string): string {
    const value = this.values.get(name) ?? otherwise;
    if (value === undefined) {
      throw new Error(`--${name} is missing`);
    }
    return value;
  }
}
