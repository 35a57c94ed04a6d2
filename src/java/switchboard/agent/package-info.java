/** What decides the reply: the interface that agents implement, and who serves which session. */
package switchboard.agent;
