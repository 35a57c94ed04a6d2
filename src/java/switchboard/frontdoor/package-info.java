/** gRPC in: the services for the chat layer, their limits and their validation. */
package switchboard.frontdoor;
