/** Servers that one machine needs to run the whole system: started, awaited and stopped here. */
package switchboard.local;
