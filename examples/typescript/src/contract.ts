/**
 * The services of Switchboard as @grpc/grpc-js clients, made at run time from the contract's
 * descriptor set (`./switchboard protoset` writes one), so that nothing is generated.
 *
 * Messages are plain objects: field names as in the contract (`after_sequence`), 64-bit numbers
 * as strings (a sequence fits a number, see `sequence`), enums by name, and for each oneof a field
 * of its name that says which one is set.
 */
import { readFileSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import * as protoLoader from "@grpc/proto-loader";

const READING: protoLoader.Options = {
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
};

/** A client made by `service`: every method of the contract by its name, such as `SendMessage`. */
export type Client = grpc.Client & Record<string, (...args: any[]) => any>;

type ClientClass = new (
  address: string,
  credentials: grpc.ChannelCredentials,
  options?: grpc.ChannelOptions,
) => Client;

/** Where the descriptor set is: SWITCHBOARD_PROTOSET, or beside package.json. */
export function protosetPath(): string {
  return process.env.SWITCHBOARD_PROTOSET ?? "switchboard.protoset";
}

/** The class of clients of a service, such as `switchboard.v1.ConversationService`. */
export function service(fullName: string, protoset: string = protosetPath()): ClientClass {
  const definition = protoLoader.loadFileDescriptorSetFromBuffer(readFileSync(protoset), READING);
  let found: any = grpc.loadPackageDefinition(definition);
  for (const part of fullName.split(".")) {
    found = found?.[part];
  }
  if (typeof found !== "function") {
    throw new Error(`${protoset} has no service ${fullName}; write it anew: switchboard protoset`);
  }
  return found as ClientClass;
}

/** A sequence as a number. A session would need 9 * 10^15 events to outgrow it. */
export function sequence(value: string | number): number {
  return Number(value);
}
