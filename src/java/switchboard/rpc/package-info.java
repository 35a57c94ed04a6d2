/**
 * What every gRPC server here does alike: how it starts and ends, how a call is answered, how it
 * fails, and how a list is paged.
 */
package switchboard.rpc;
