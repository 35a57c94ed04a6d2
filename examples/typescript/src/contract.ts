/**
 * The services of Switchboard as @grpc/grpc-js clients, made at run time from the contract's
 * descriptor set (`./switchboard protoset` writes one), so that nothing is generated.
 *
 * Messages are plain objects: field names as in the contract (`after_sequence`), 64-bit numbers
 * as strings (a sequence fits a number, see `sequence`), enums by name, for each oneof a field of
 * its name that says which one is set, and maps as lists of entries, since that is what a descriptor
 * set makes of them (see `entries` and `record`).
 */
import { readFileSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import * as protoLoader from "@grpc/proto-loader";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor/index.js";

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

/**
 * How servers are connected to: with TLS if SWITCHBOARD_AUTHORITY_FILE names the certificate of the
 * authority that signs theirs, showing the certificate that SWITCHBOARD_CERTIFICATE_FILE and
 * SWITCHBOARD_KEY_FILE name, which workers need; else plain. All are PEM, and read at each call.
 */
export function credentials(): grpc.ChannelCredentials {
  const file = (name: string) => {
    const path = process.env[name];
    return path === undefined ? null : readFileSync(path);
  };
  const authority = file("SWITCHBOARD_AUTHORITY_FILE");
  return authority === null
    ? grpc.credentials.createInsecure()
    : grpc.credentials.createSsl(
        authority,
        file("SWITCHBOARD_KEY_FILE"),
        file("SWITCHBOARD_CERTIFICATE_FILE"),
      );
}

/**
 * What a call shows to the front door: the token of the file that SWITCHBOARD_TOKEN_FILE names, if
 * any, read anew each time, since tokens are renewed while a chat lasts.
 */
export function shown(): grpc.Metadata {
  const metadata = new grpc.Metadata();
  const file = process.env.SWITCHBOARD_TOKEN_FILE;
  if (file) {
    metadata.set("authorization", `Bearer ${readFileSync(file, "utf8").trim()}`);
  }
  return metadata;
}

/** An entry of a map, as messages have it. */
export type Entry<T> = { key: string; value: T };

/** A map as messages have it. */
export function entries<T>(map: Record<string, T> = {}): Entry<T>[] {
  return Object.entries(map).map(([key, value]) => ({ key, value }));
}

/** A message's map as an object. */
export function record<T>(map: Entry<T>[] = []): Record<string, T> {
  return Object.fromEntries(map.map(({ key, value }) => [key, value]));
}

/** A sequence as a number. A session would need 9 * 10^15 events to outgrow it. */
export function sequence(value: string | number): number {
  return Number(value);
}

/** Why something was refused, and whether to try again. */
export interface Refusal {
  code: grpc.status;
  /** As in docs/client-guide.md; `TRANSPORT` if it came from the way to the server. */
  reason: string;
  message: string;
  metadata: Record<string, string>;
  /** Whether the same, under the same request id, may succeed later. */
  again: boolean;
  /** What to wait at least, if so. */
  retryMs: number;
}

/** What a channel reports when the way to the server breaks under a call. */
const BROKEN_WAY = new Set([
  grpc.status.UNAVAILABLE,
  grpc.status.CANCELLED,
  grpc.status.UNKNOWN,
  grpc.status.INTERNAL,
  grpc.status.DEADLINE_EXCEEDED,
]);

let details: protobuf.Root | undefined;

function detail(type: string, bytes: Uint8Array): any {
  details ??= (protobuf.Root as any).fromDescriptor(readFileSync(protosetPath())) as protobuf.Root;
  return details.lookupType(type).decode(bytes);
}

/**
 * Reads an error of a call, or the status of a refused message. Every error that Switchboard makes
 * has an ErrorInfo; one without was made on the way.
 */
export function refusalOf(error: grpc.ServiceError | { code: number; details: any[] }): Refusal {
  const trailers = "metadata" in error ? error.metadata : undefined;
  const trailer = trailers?.get("grpc-status-details-bin")[0];
  const status = trailer ? detail("google.rpc.Status", trailer as Buffer) : error;
  const refusal: Refusal = {
    code: error.code,
    reason: "TRANSPORT",
    message: (status as any).message ?? "",
    metadata: {},
    again: BROKEN_WAY.has(error.code),
    retryMs: 250,
  };
  for (const any of Array.isArray(status.details) ? status.details : []) {
    const type = String(any.type_url).split("/").pop();
    if (type === "google.rpc.ErrorInfo") {
      const info = detail(type, any.value);
      refusal.reason = info.reason;
      refusal.metadata = { ...info.metadata };
      refusal.again =
        error.code === grpc.status.UNAVAILABLE || error.code === grpc.status.DEADLINE_EXCEEDED;
    } else if (type === "google.rpc.RetryInfo") {
      const delay = detail(type, any.value).retry_delay;
      refusal.retryMs = Number(delay.seconds ?? 0) * 1_000 + (delay.nanos ?? 0) / 1_000_000;
      refusal.again = true; // also what is refused for being too much for now
    }
  }
  return refusal;
}
