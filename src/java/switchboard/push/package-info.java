/** Out: connections with a cursor, which replay what is recorded and then go on live. */
package switchboard.push;
