/**
 * What every gRPC server here does alike: how a call is answered, how it fails, and how a list is
 * paged.
 */
package switchboard.rpc;
